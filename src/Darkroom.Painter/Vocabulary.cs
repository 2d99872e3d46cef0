using System.Numerics;

namespace Darkroom.Painter;

/// <summary>
/// The words that the painter recognizes. A star marks a stem, for inflected languages. Other words change the image through the prompt's hash
/// (see <see cref="PromptReading"/>).
/// </summary>
internal static class Vocabulary
{
    private static readonly (Motif Motif, string Words)[] s_motifs =
    [
        (Motif.Dawn, "dawn sunrise daybreak morning рассвет* утр* morgen* sonnenaufgang aube amanecer alba"),
        (Motif.Day, "day daytime noon midday sunny daylight summer день солнечн* лето летн* sommer* été verano"),
        (Motif.Golden, "golden goldener dorada dorée золот* evening afternoon вечер* abend* soir tarde"),
        (Motif.Sunset, "sunset sundown закат* sonnenuntergang coucher atardecer tramonto"),
        (Motif.Dusk, "dusk twilight gloaming сумер* dämmerung crépuscule crepúsculo"),
        (Motif.Night, "night midnight nocturne nocturnal dark evening-star ноч* nacht* nuit noche notte"),
        (Motif.Storm, "storm stormy thunder thunderstorm lightning tempest hurricane tornado dramatic шторм* бур* гроз* sturm* gewitter tempête orage tormenta"),
        (Motif.Rain, "rain rainy raining drizzle wet downpour monsoon дожд* regen* pluie lluvia pioggia"),
        (Motif.Fog, "fog foggy mist misty haze hazy smoke smoky туман* nebel* brume brouillard niebla nebbia"),
        (Motif.Snow, "snow snowy snowfall winter wintry ice icy frozen frost frosty blizzard glacier arctic antarctic christmas снег* снеж* зим* schnee* winter* neige hiver nieve invierno neve"),
        (Motif.Aurora, "aurora borealis northern polar сияни* polarlicht* aurore"),
        (Motif.Clouds, "cloud cloudy overcast sky heaven облак* неб* wolke* himmel nuage* nube* cielo"),
        (Motif.Autumn, "autumn autumnal fall october november осен* herbst* automne otoño autunno"),
        (Motif.Spring, "spring springtime april весн* весен* frühling* printemps primavera blossom blossoming sakura"),
        (Motif.Sea, "sea seaside seascape ocean beach coast coastal shore wave surf bay island tide harbour harbor underwater whale fish море моря морск* океан* meer ozean strand mer océan plage mar playa mare"),
        (Motif.Lake, "lake river pond fjord reflection water waterfall stream озер* рек* see fluss lac rivière lago río"),
        (Motif.Mountains, "mountain mountainous alps alpine peak summit hill valley canyon cliff ridge himalaya volcano гор* альп* berg* gebirge montagne* montaña* montagna"),
        (Motif.Forest, "forest wood woodland jungle grove pine spruce fir birch taiga лес* тайг* wald* forêt bosque foresta"),
        (Motif.City, "city cityscape skyline town downtown street urban skyscraper building metropolis cyberpunk tokyo york manhattan london paris город* stadt* ville ciudad città"),
        (Motif.Desert, "desert dune sahara sand sandy cactus oasis пустын* wüste* désert desierto deserto"),
        (Motif.Meadow, "meadow field grass grassland prairie pasture countryside farm garden landscape поле поля луг* wiese* feld prairie campo prado"),
        (Motif.Space, "space cosmos cosmic nebula universe interstellar astronaut spaceship rocket космос* космич* weltraum weltall espace espacio cosmo"),
        (Motif.Lighthouse, "lighthouse beacon маяк* leuchtturm phare faro"),
        (Motif.Boat, "boat ship sail sailing sailboat yacht fishing schooner vessel лодк* корабл* парус* boot schiff segel* bateau voilier barco velero barca"),
        (Motif.House, "house cabin cottage hut barn home farmhouse village chalet castle temple church дом домик* изб* haus hütte maison cabane casa cabaña"),
        (Motif.Person, "woman man girl boy person people child lady traveller traveler wanderer hiker figure couple samurai knight wizard queen king astronaut женщин* мужчин* девушк* человек* frau mann kind femme homme fille mujer hombre donna"),
        (Motif.Portrait, "portrait face headshot selfie bust profile portret* портрет* лицо porträt gesicht visage retrato ritratto"),
        (Motif.Creature, "cat kitten fox dog puppy wolf animal bear rabbit hare tiger lion panda кот кош* лис* собак* волк* katze fuchs hund chat renard chien gato zorro perro gatto volpe"),
        (Motif.Object, "pedestal podium product sneaker shoe bottle vase cup mug chair lamp watch clock perfume sculpture statue teapot pizza burger cake food fruit apple bowl still studio car robot toy phone guitar book натюрморт* stillleben nature-morte bodegón"),
        (Motif.Abstract, "abstract abstraction pattern texture gradient fluid geometric minimalism swirl marble liquid абстракт* абстракц* abstrakt* abstrait* abstracto astratto"),
        (Motif.Moon, "moon moonlight moonlit moonrise lunar луна луной лунн* mond* lune luna"),
        (Motif.Stars, "star starry stars stargazing constellation milky звезд* звёзд* stern* étoile* estrella* stelle"),
        (Motif.Galaxy, "galaxy galactic spiral галактик* galaxie* galaxia*"),
        (Motif.Planet, "planet saturn jupiter ringed mars earth планет* planète* planeta* pianeta"),
        (Motif.Flowers, "flower floral poppy poppies tulip daisy daisies rose lavender sunflower bloom blooming bouquet wildflower цвет* мак маки маков* blume* mohn* fleur* coquelicot* flor flores amapola* fiore fiori"),
        (Motif.Neon, "neon cyberpunk glowing synthwave vaporwave неон*"),
        (Motif.Birds, "bird birds seagull gull crane flock eagle swallow owl птиц* vogel vögel oiseau* pájaro* uccell*"),
        (Motif.Tree, "tree oak willow baobab cherry дерев* baum arbre árbol albero"),
        (Motif.Sun, "sun sunlight sunbeam солнц* sonne* soleil sol sole"),
    ];

    // Words in scripts without spaces, and emoji. They are searched for anywhere in the text.
    private static readonly (Motif Motif, string Signs)[] s_signs =
    [
        (Motif.Dawn, "朝 🌅 🌄"), (Motif.Sunset, "夕 🌇 غروب"), (Motif.Night, "夜 🌃 🌌 밤 ليل לילה रात"), (Motif.Day, "☀ 🌞"),
        (Motif.Rain, "雨 🌧 ☔ 비 مطر"), (Motif.Storm, "嵐 雷 ⛈ 🌩 ⚡ 🌪 عاصفة"), (Motif.Fog, "霧 雾 🌫 안개"), (Motif.Snow, "雪 ❄ ⛄ ☃ 🎄 🎿 눈 ثلج"),
        (Motif.Autumn, "秋 🍂 🍁 🎃 가을"), (Motif.Spring, "春 🌸 桜 樱 봄"), (Motif.Sea, "海 🌊 🏖 🏝 🐳 🐬 🐟 바다 بحر ים समुद्र"), (Motif.Lake, "湖 川 河 호수 بحيرة"),
        (Motif.Mountains, "山 ⛰ 🏔 🗻 🌋 산 جبال جبل पर्वत"), (Motif.Forest, "森 林 🌲 숲 غابة יער जंगल"), (Motif.City, "街 城市 都市 🏙 🌆 🌉 도시 مدينة עיר"),
        (Motif.Desert, "砂漠 沙漠 🏜 🌵 🐫 사막 صحراء"), (Motif.Space, "宇宙 🚀 👽 우주 فضاء"), (Motif.Planet, "🪐 🌍 行星 惑星"), (Motif.Moon, "月 🌙 🌕 🌝 달 قمر"),
        (Motif.Stars, "星 ⭐ 🌟 ✨ 별 نجوم"), (Motif.Boat, "船 舟 ⛵ 🚢 🛶"), (Motif.House, "家 🏠 🏡 🏰 🛖"), (Motif.Flowers, "花 🌺 🌻 🌷 🌹 🌼 💐 꽃 زهور"),
        (Motif.Lighthouse, "灯台 灯塔 등대 منارة מגדלור"), (Motif.Portrait, "肖像 👩 👨 🧑 👧 👦 😀 😊 🙂"), (Motif.Creature, "猫 狐 犬 狗 🐱 🐈 🦊 🐶 🐕 🐺 고양이"),
        (Motif.Object, "🍕 🍔 🎂 🍎 👟 🎸 ☕ 🍣 🍦 🧸 🏺"), (Motif.Birds, "鳥 鸟 🐦 🦅 🕊 🦉"), (Motif.Tree, "木 🌳"), (Motif.Meadow, "草原 🌾"),
    ];

    private static readonly (uint Rgb, string Words)[] s_colours =
    [
        (0xC8281E, "red crimson scarlet ruby красн* rot* rouge rojo rojа rossa rosso"), (0xE8742A, "orange tangerine оранжев* naranja"),
        (0xEDBE3A, "yellow amber mustard жёлт* желт* gelb* jaune amarillo giallo"), (0x4F9A4A, "green emerald зелён* зелен* grün* vert verte verde"),
        (0x8FB3A0, "sage mint"), (0x1F8F96, "teal turquoise бирюзов* türkis*"), (0x35B8CF, "cyan aqua"),
        (0x2C62BE, "blue cobalt azure sapphire indigo navy син* голуб* blau* bleu bleue azul blu azzurro"), (0x7A48B0, "purple violet amethyst фиолетов* lila violett* morado viola"),
        (0xE58BB0, "pink magenta fuchsia розов* rosa"), (0xA08BD0, "lavender lilac сирен*"), (0x8A5A38, "brown sepia bronze copper коричнев* braun* marrón"),
        (0xD9B24C, "gold"), (0xE9E2D4, "white ivory pastel бел* weiss* weiß* blanc blanche blanco bianco"), (0x8C8F96, "grey gray silver monochrome сер* grau* gris"),
        (0x2A2B33, "black noir чёрн* черн* schwarz* noire negro nero"),
    ];

    private static readonly Lexicon<Motif> s_motifLexicon = new(s_motifs);
    private static readonly Lexicon<uint> s_colourLexicon = new(s_colours);

    /// <summary>Returns all motifs in the text.</summary>
    public static Motif Motifs(string prompt, IReadOnlyList<string> words)
    {
        var found = Motif.None;
        foreach (var word in words)
        {
            found = s_motifLexicon.Find(word).Aggregate(found, (all, motif) => all | motif);
        }

        foreach (var (motif, signs) in s_signs)
        {
            if (signs.Split(' ').Any(sign => prompt.Contains(sign, StringComparison.Ordinal)))
            {
                found |= motif;
            }
        }

        return found;
    }

    /// <summary>Returns the first distinct colours in the text.</summary>
    public static IReadOnlyList<Vector3> Colours(IReadOnlyList<string> words, int max) =>
        [.. words.SelectMany(s_colourLexicon.Find).Distinct().Take(max).Select(Colour.Hex)];
}
