using Darkroom.Imaging.Drawing;

namespace Darkroom.Tests.Imaging;

public sealed class HyphenatorTests
{
    [Theory]
    [InlineData("de", "Win-ter-well-ness-wo-chen-ende Donau-dampf-schiff-fahrts-ge-sell-schaft Über-nach-tung")]
    [InlineData("en", "accom-mo-da-tion hyphen-ation week-end")]
    [InlineData("en-GB", "accom-mod-a-tion")]
    [InlineData("nl", "over-nach-tin-gen win-ter-wan-de-lin-gen")]
    [InlineData("fi", "lumi-ken-kä-ret-ket kyl-py-lä-ho-telli")]
    [InlineData("sv", "vin-ter-se-mes-ter över-natt-ning")]
    [InlineData("da", "vin-ter-fe-rie over-nat-ning")]
    [InlineData("nb", "vin-ter-fe-rie over-nat-ting")]
    [InlineData("fr", "héber-ge-ment extra-or-di-naire")]
    [InlineData("es", "alo-ja-miento mon-ta-ñas")]
    [InlineData("it", "per-not-ta-mento mon-ta-gna")]
    [InlineData("pt", "hos-pe-da-gem mon-ta-nhas")]
    [InlineData("pl", "wypo-czy-nek zakwa-te-ro-wa-nie")]
    [InlineData("cs", "odpo-či-nek uby-to-vání bez-o-hledný")]
    [InlineData("sk", "uby-to-va-nie")]
    [InlineData("hu", "szál-lás-hely felejt-he-tet-len")]
    [InlineData("el", "δια-μονή")]
    [InlineData("uk", "від-по-чи-нок")]
    [InlineData("ru", "неза-бы-ва-е-мый")]
    [InlineData("tr", "konak-lama")]
    public void Words_are_hyphenated_by_the_patterns_of_their_language(string language, string words)
    {
        var hyphenator = Hyphenator.Find(language)!;

        Assert.Equal(words, string.Join(' ', words.Split(' ').Select(word => Hyphenated(hyphenator, word.Replace("-", "", StringComparison.Ordinal)))));
    }

    [Theory]
    [InlineData("de-AT", "Win-ter-ur-laub")]
    [InlineData("nn", "vin-ter-fe-rie")]
    public void A_region_uses_the_patterns_of_its_language(string language, string word) =>
        Assert.Equal(word, Hyphenated(Hyphenator.Find(language)!, word.Replace("-", "", StringComparison.Ordinal)));

    [Fact]
    public void Capitals_do_not_matter() =>
        Assert.Equal("WIN-TER-UR-LAUB", Hyphenated(Hyphenator.Find("de")!, "WINTERURLAUB"));

    [Theory]
    [InlineData("Ende")]
    [InlineData("Raum24Stunden")]
    [InlineData("résuméhaft")]
    [InlineData("Зимавгорах")]
    public void Short_words_and_words_of_other_characters_are_not_hyphenated(string word) => Assert.Equal(word, Hyphenated(Hyphenator.Find("de")!, word));

    [Theory]
    [InlineData("ja")]
    [InlineData("ar")]
    [InlineData("xx")]
    [InlineData("")]
    public void Other_languages_have_no_hyphenator(string language) => Assert.Null(Hyphenator.Find(language));

    [Theory]
    [InlineData("de", "Winter-hotel Sommer-urlaub Wellness-wochenende Berg-hotel Familien-hotel Frühbucher-rabatt Alpen-glück Panorama-blick Kamin-zimmer Winter-zauber Schnee-schuh-wanderung Kuschel-wochenende Winter-angebote Hütten-zauber")]
    [InlineData("nl", "winter-hotel berg-hotel familie-hotel zomer-vakantie sneeuw-wandeling weekend-aanbieding")]
    [InlineData("sv", "vinter-hotell fjäll-hotell familje-semester helg-paket skid-resa frukost-buffé sommar-erbjudande")]
    [InlineData("da", "vinter-hotel familie-ferie weekend-ophold sommer-tilbud ski-ferie")]
    [InlineData("nb", "vinter-hotell fjell-hotell helge-tur familie-ferie spa-behandling")]
    [InlineData("fi", "kylpylä-hotelli talvi-loma perhe-loma viikon-loppu hiihto-keskus tunturi-hotelli")]
    public void Compounds_are_hyphenated_at_their_seams(string language, string words)
    {
        var hyphenator = Hyphenator.Find(language)!;

        Assert.Equal(words, string.Join(' ', words.Split(' ').Select(word => AtGoodPlaces(word.Replace("-", "", StringComparison.Ordinal)))));

        string AtGoodPlaces(string word)
        {
            foreach (var place in hyphenator.Places(word).Where(place => !place.IsPoor).Reverse())
            {
                word = word.Insert(place.At, "-");
            }

            return word;
        }
    }

    [Theory]
    [InlineData("de", "Unerbittlichkeit", 4, true)]
    [InlineData("en", "accommodation", 5, false)]
    [InlineData("de", "Bergschnack", 4, false)]
    public void A_word_without_a_known_seam_is_hyphenated_between_long_parts(string language, string word, int at, bool isPoor) =>
        Assert.Contains(new HyphenPlace(at, isPoor), Hyphenator.Find(language)!.Places(word));

    private static string Hyphenated(Hyphenator hyphenator, string word)
    {
        foreach (var point in hyphenator.Points(word).Reverse())
        {
            word = word.Insert(point, "-");
        }

        return word;
    }
}
