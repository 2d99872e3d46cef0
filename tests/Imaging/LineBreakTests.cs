using Darkroom.Imaging;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Tests.Imaging;

public sealed class LineBreakTests
{
    private static readonly TextStyle German = new("Manrope", TextWeight.ExtraBold, Script.Western, "de", 1.1, -0.02, TextAlign.Start);
    private static readonly TextStyle English = German with { Language = "en" };

    public LineBreakTests() => Vips.EnsureStarted();

    [Fact]
    public void A_compound_that_does_not_fit_is_hyphenated_before_it_is_set_smaller()
    {
        const string text = "Winterwellnesswochenende mit Bergpanorama";
        var whole = TextFit.Largest(text, German, 500, 600, 10, 90)!;
        var hyphenated = TextFit.Largest(text, German, 500, 600, 10, 90, hyphenate: true)!;

        Assert.Equal(0, whole.Hyphens);
        Assert.Equal(1, hyphenated.Hyphens);
        Assert.Equal("Winterwellness-\nwochenende mit\nBergpanorama", hyphenated.Text);
        Assert.True(hyphenated.Size > whole.Size * 1.25, $"{hyphenated.Size} is hardly larger than {whole.Size}.");
        Assert.True(hyphenated.Ink.Width <= 500);
    }

    [Theory]
    [InlineData("de", "Winterhotel", "Winter-\nhotel")]
    [InlineData("de", "Ihr Winterhotel in den Alpen", "Ihr Winter-\nhotel in\nden Alpen")]
    [InlineData("sv", "Vinterhotell", "Vinter-\nhotell")]
    [InlineData("fi", "Kylpylähotelli", "Kylpylä-\nhotelli")]
    public void A_compound_is_broken_at_its_seam(string language, string text, string lines) =>
        Assert.Equal(lines, TextFit.Largest(text, German with { Language = language }, 300, 300, 10, 90, maxLines: 3, hyphenate: true)!.Text);

    [Fact]
    public void A_hyphen_that_gains_little_is_avoided()
    {
        var width = Typesetter.Measure("Winterwellnesswochenende", German, 56, Typesetter.Unlimited).Width;
        var fitted = TextFit.Largest("Winterwellnesswochenende mit Bergpanorama", German, width, 600, 10, 64, hyphenate: true)!;

        Assert.Equal(0, fitted.Hyphens);
        Assert.Equal("Winterwellnesswochenende\nmit Bergpanorama", fitted.Text);
    }

    [Fact]
    public void The_soft_hyphens_of_a_word_are_its_only_places() => Assert.Equal(
        "Winterwell-\nnesswochenende",
        TextFit.Largest("Winterwell\u00ADnesswochenende", German, 380, 600, 10, 90, hyphenate: true)!.Text);

    [Fact]
    public void No_width_leaves_a_short_word_alone_in_the_last_line()
    {
        foreach (var width in Enumerable.Range(6, 25).Select(step => step * 50))
        {
            var fitted = TextFit.Largest("Mornings taste much better when they are by the sea", English, width, 400, 10, 90)!;
            Assert.False(fitted.ShortLast, $"{width}: {fitted.Text}");
            Assert.NotEqual("sea", fitted.Text.Split('\n')[^1]);
        }
    }

    [Fact]
    public void Lines_are_even_and_end_with_a_clause_if_they_can()
    {
        Assert.Equal("Slow down a little,\nstay much longer", Fitted("Slow down a little, stay much longer"));
        Assert.Equal("Two nights in the\nmountains of Tyrol", Fitted("Two nights in the mountains of Tyrol"));

        static string Fitted(string text) => TextFit.Largest(
            text, English, Typesetter.Measure(text, English, 60, Typesetter.Unlimited).Width * 7 / 10, 400, 60, 60)!.Text;
    }

    [Fact]
    public void The_line_breaks_of_the_text_are_kept() =>
        Assert.Equal("Ski\nand a very quiet weekend", TextFit.Largest("Ski\nand a very quiet weekend", English, 2_000, 400, 10, 60)!.Text);

    [Theory]
    [InlineData("https://www.example.com/winter-escape")]
    [InlineData("Well-being")]
    [InlineData("a/b testing")]
    public void Nothing_is_lost_and_only_hyphens_are_added(string text)
    {
        var fitted = TextFit.Largest(text, English, 220, 600, 10, 60, hyphenate: true)!;

        Assert.Equal(Bare(text), Bare(fitted.Text));

        static string Bare(string text) => string.Concat(text.Where(char.IsLetterOrDigit));
    }

    [Theory]
    [InlineData("หน้าต่างริมทะเลยามเช้าที่สวยกว่าเคย", Script.Stacked, "th")]
    [InlineData("海边的清晨比平时更美，窗外是一片蓝", Script.EastAsian, "zh")]
    public void Pango_wraps_other_scripts(string text, Script script, string language)
    {
        var fitted = TextFit.Largest(text, Style(script, language), 400, 400, 10, 60)!;

        Assert.Equal(text, fitted.Text);
        Assert.InRange(fitted.Wrap, 1, 400);
    }

    [Theory]
    [InlineData("雪に包まれる冬の週末をチロルの山で", "雪に|包まれる|冬の|週末を|チロルの|山で")]
    [InlineData("暖かな部屋と静かなゲレンデ、暖炉のそばの食卓", "暖かな|部屋と|静かな|ゲレンデ、|暖炉のそばの|食卓")]
    [InlineData("1泊1名様149ユーロから。12月1日〜3月28日。", "1泊1名様149ユーロから。|12月1日〜3月28日。")]
    [InlineData("美しいお部屋で「冬」を楽しむ", "美しい|お部屋で|「冬」を|楽しむ")]
    public void Japanese_lines_end_after_phrases(string text, string phrases)
    {
        var pieces = phrases.Split('|');
        foreach (var width in Enumerable.Range(3, 20).Select(step => step * 40))
        {
            var fitted = TextFit.Largest(text, Style(Script.EastAsian, "ja"), width, 900, 8, 60)!;

            Assert.Equal(text, fitted.Text.Replace("\n", "", StringComparison.Ordinal));
            foreach (var line in fitted.Text.Split('\n'))
            {
                Assert.Contains(Enumerable.Range(0, pieces.Length), from => Enumerable.Range(1, pieces.Length - from).Any(count => string.Concat(pieces[from..(from + count)]) == line));
            }
        }
    }

    [Theory]
    [InlineData("食べ放題の夕食", "食べ放題の\n夕食")]
    [InlineData("新春セール開催中", "新春セール\n開催中")]
    public void Japanese_compounds_are_divided_only_if_the_type_becomes_much_larger(string text, string lines) =>
        Assert.Equal(lines, TextFit.Largest(text, Style(Script.EastAsian, "ja"), 360, 400, 10, 60)!.Text);

    [Fact]
    public void A_phrase_that_is_wider_than_the_box_is_wrapped()
    {
        var fitted = TextFit.Largest("インターネットショッピングモールで", Style(Script.EastAsian, "ja"), 100, 400, 20, 60)!;

        Assert.InRange(fitted.Lines, 3, 12);
        Assert.InRange(fitted.Ink.Width, 1, 100);
    }

    [Theory]
    [InlineData("غرف دافئة ومنحدرات هادئة وطاولة بجانب المدفأة", Script.Arabic, "ar")]
    [InlineData("חדרים חמים ושקטים ושולחן ליד האח בכפר", Script.Hebrew, "he")]
    [InlineData("산에서 보내는 겨울 주말과 따뜻한 객실", Script.EastAsian, "ko")]
    public void No_width_leaves_a_short_word_alone_in_other_scripts_with_spaces(string text, Script script, string language)
    {
        foreach (var width in Enumerable.Range(6, 25).Select(step => step * 40))
        {
            var fitted = TextFit.Largest(text, Style(script, language), width, 600, 10, 90)!;

            Assert.Equal(text, fitted.Text.Replace('\n', ' '));
            Assert.False(fitted.ShortLast, $"{width}: {fitted.Text}");
            Assert.InRange(fitted.Ink.Width, 1, width);
        }
    }

    [Fact]
    public void A_compound_with_a_hyphen_is_kept_together_if_that_costs_little() =>
        Assert.Equal("Des week-ends\nd’hiver au cœur\nde la neige", TextFit.Largest("Des week-ends d’hiver au cœur de la neige", English with { Language = "fr" }, 700, 500, 10, 130, maxLines: 3)!.Text);

    [Theory]
    [InlineData("fr", "Envie d'évasion ?", "Envie d'évasion\u202F?")]
    [InlineData("fr", "Réservez au Tyrol un séjour à la neige", "Réservez au\u00A0Tyrol un\u00A0séjour à\u00A0la\u00A0neige")]
    [InlineData("fr", "À deux, par le train du soir", "À\u00A0deux, par\u00A0le\u00A0train du\u00A0soir")]
    [InlineData("ca", "Un cap de setmana a la muntanya", "Un\u00A0cap de\u00A0setmana a\u00A0la\u00A0muntanya")]
    [InlineData("es", "Un fin de semana en la nieve", "Un\u00A0fin de\u00A0semana en\u00A0la\u00A0nieve")]
    [InlineData("it", "Una notte nel bosco e poi la neve", "Una\u00A0notte nel\u00A0bosco e\u00A0poi la\u00A0neve")]
    [InlineData("pt", "Um fim de semana na serra", "Um\u00A0fim de\u00A0semana na\u00A0serra")]
    [InlineData("ro", "O noapte la munte și un foc", "O\u00A0noapte la\u00A0munte și\u00A0un\u00A0foc")]
    [InlineData("pl", "Za miastem, od ręki", "Za\u00A0miastem, od\u00A0ręki")]
    [InlineData("cs", "Na hory ve dvou", "Na\u00A0hory ve\u00A0dvou")]
    [InlineData("sk", "Do hôr so psom a na lyže", "Do\u00A0hôr so\u00A0psom a\u00A0na\u00A0lyže")]
    [InlineData("sl", "Na sneg za konec tedna", "Na\u00A0sneg za\u00A0konec tedna")]
    [InlineData("hr", "Zima na planini uz vatru", "Zima na\u00A0planini uz\u00A0vatru")]
    [InlineData("bs", "Od petka do nedjelje", "Od\u00A0petka do\u00A0nedjelje")]
    [InlineData("sr", "Зима на планини и топла соба", "Зима на\u00A0планини и\u00A0топла соба")]
    [InlineData("ru", "Зима в горах и ужин на двоих", "Зима в\u00A0горах и\u00A0ужин на\u00A0двоих")]
    [InlineData("uk", "Зима в горах та вечеря на двох", "Зима в\u00A0горах та\u00A0вечеря на\u00A0двох")]
    [InlineData("be", "Зіма ў гарах на дваіх", "Зіма ў\u00A0гарах на\u00A0дваіх")]
    [InlineData("bg", "Зима във планината на топло", "Зима във\u00A0планината на\u00A0топло")]
    [InlineData("fr", "au", "au")]
    [InlineData("fr", "« Bonjour » : dès 5 €", "«\u202FBonjour\u202F»\u202F: dès 5\u00A0€")]
    [InlineData("pl", "Zima w górach i spa", "Zima w\u00A0górach i\u00A0spa")]
    [InlineData("cs", "Víkend v horách s rodinou", "Víkend v\u00A0horách s\u00A0rodinou")]
    [InlineData("de", "z. B. 3 Nächte ab 99 €", "z.\u202FB. 3\u00A0Nächte ab 99\u00A0€")]
    [InlineData("en", "10 km of slopes, a spa", "10\u00A0km of slopes, a spa")]
    [InlineData("sv", "Bara 10 000 kr", "Bara 10\u00A0000\u00A0kr")]
    [InlineData("en", "What? Yes! A: b", "What? Yes! A: b")]
    public void Words_that_belong_together_are_bound(string language, string text, string bound) => Assert.Equal(bound, WordBinding.Bind(text, language));

    [Fact]
    public void A_bound_word_is_never_separated()
    {
        foreach (var width in Enumerable.Range(4, 20).Select(step => step * 20))
        {
            var fitted = TextFit.Largest(WordBinding.Bind("Zima w górach i spa w dolinie", "pl"), English with { Language = "pl" }, width, 900, 8, 60);
            Assert.DoesNotMatch(@"\b\p{L}\n", fitted?.Text ?? "");
        }
    }

    [Fact]
    public void A_short_word_never_ends_a_line()
    {
        foreach (var width in Enumerable.Range(8, 40).Select(step => step * 20))
        {
            var fitted = TextFit.Largest(
                WordBinding.Bind("Envie de neige ? Réservez au Tyrol un séjour au coin du feu !", "fr"), English with { Language = "fr" }, width, 900, 8, 80, hyphenate: true)!;
            Assert.DoesNotMatch(@"\b(au|un|de|du)\n", fitted.Text);
        }
    }

    [Theory]
    [InlineData("de", "Winterwochenendangebote im Tiefschnee", "Winter-\nwochenend-\nangebote im\nTiefschnee")]
    [InlineData("de", "Tiefschneewandertouren mit Hüttenübernachtung", "Tiefschnee-\nwandertouren\nmit Hütten-\nübernachtung")]
    [InlineData("fr", "Longs week-ends", "Longs\nweek-ends")]
    public void A_narrow_column_divides_compounds_between_their_words(string language, string text, string lines) =>
        Assert.Equal(lines, TextFit.Largest(text, German with { Language = language }, 330, 900, 10, 60, hyphenate: true)!.Text);

    private static TextStyle Style(Script script, string language) =>
        new("Noto Sans Arabic UI,Noto Sans CJK JP", TextWeight.Bold, script, language, 1.3, 0, TextAlign.Start);
}
