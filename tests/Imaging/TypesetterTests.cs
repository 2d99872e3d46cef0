using Darkroom.Imaging;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Tests.Imaging;

public sealed class TypesetterTests
{
    private static readonly TextStyle Style = new("Manrope,Noto Sans Arabic UI,Noto Sans CJK JP", TextWeight.Bold, Script.Western, "en", 1.1, 0, TextAlign.Start);

    public TypesetterTests() => Vips.EnsureStarted();

    [Fact]
    public void The_largest_size_that_fits_is_found()
    {
        const string text = "Mornings taste better by the sea";
        var fitted = TextFit.Largest(text, Style, 500, 300, 10, 400);

        Assert.NotNull(fitted);
        Assert.True(fitted.Ink.Width <= 500 && fitted.Ink.Height <= 300);
        Assert.Null(TextFit.Largest(text, Style, 500, 300, (int)(fitted.Size * 1.06), (int)(fitted.Size * 1.06)));
    }

    [Fact]
    public void Text_that_does_not_fit_at_the_minimum_size_is_not_cut()
    {
        Assert.Null(TextFit.Largest("Donaudampfschifffahrtsgesellschaftskapitän", Style, 100, 400, 12, 60));
        Assert.Null(TextFit.Largest("one two three four five six", Style, 100, 20, 12, 60));
    }

    [Fact]
    public void No_single_word_is_left_over_in_the_last_line()
    {
        // With greedy wrapping at this width, "sea" would be alone in the last line.
        const string text = "Mornings taste much better when they are by the sea";
        var width = Typesetter.Measure("Mornings taste much better when they are by the", Style, 40, 5_000).Width + 8;
        var fitted = TextFit.Largest(text, Style, width, 500, 40, 40);

        Assert.NotNull(fitted);
        Assert.Equal(2, fitted.Lines);
        Assert.True(fitted.Ink.Width < width * 0.75, "The first line is still as long as the box.");
    }

    [Theory]
    [InlineData("Donaudampf|schifffahrts|gesellschafts|kapitän", Script.Western, "de")]
    [InlineData("Сельско|хозяйственный", Script.Western, "ru")]
    public void A_soft_hyphen_shows_where_a_line_ends_and_only_there(string text, Script script, string language)
    {
        var style = Style with { Script = script, Language = language };
        var soft = text.Replace('|', '\u00AD');
        var hyphens = text.Replace("|", "-", StringComparison.Ordinal);
        var bare = text.Replace("|", "", StringComparison.Ordinal);

        // One line per part: the same as with explicit hyphens, and wider than with breaks without hyphens.
        Assert.Equal(DataOf(hyphens, 300), DataOf(soft, 300));
        Assert.NotEqual(DataOf(text.Replace('|', '\u200B'), 300), DataOf(soft, 300));
        Assert.Equal(Typesetter.Measure(hyphens, style, 40, 300), Typesetter.Measure(soft, style, 40, 300));
        // One line.
        Assert.Equal(DataOf(bare, 5_000), DataOf(soft, 5_000));
        Assert.Equal(DataOf("ab cd", 5_000), DataOf("ab\u00AD cd\u00AD", 5_000));

        byte[] DataOf(string words, int width) => Typesetter.Render(words, style, 40, width, Rgb.White)!.Image.Data;
    }

    [Fact]
    public void A_fitted_text_has_room_for_its_hyphens()
    {
        var fitted = TextFit.Largest("Donaudampf\u00ADschifffahrts\u00ADgesellschafts\u00ADkapitän", Style, 300, 400, 10, 60);

        Assert.NotNull(fitted);
        Assert.True(fitted.Lines > 1);
        Assert.InRange(Typesetter.Render(fitted.Text, Style, fitted.Size, fitted.Wrap, Rgb.White)!.Image.Width, 1, 300);
    }

    [Theory]
    [InlineData("海辺の朝は", "海辺\nの朝\nは", Script.EastAsian, "ja", 90)]
    [InlineData("zero\u200Bwidth", "zero\nwidth", Script.Western, "en", 120)]
    public void Other_places_where_a_line_ends_get_no_hyphen(string text, string lines, Script script, string language, int width)
    {
        var style = Style with { Script = script, Language = language };

        Assert.Equal(
            Typesetter.Render(lines, style, 40, 5_000, Rgb.White)!.Image.Data, Typesetter.Render(text, style, 40, width, Rgb.White)!.Image.Data);
    }

    [Fact]
    public void A_missing_hyphen_glyph_is_not_taken_from_another_font_and_a_non_breaking_hyphen_never_ends_a_line()
    {
        Assert.Equal(Typesetter.Render("E-Mail", Style, 40, 5_000, Rgb.White)!.Image.Data, Typesetter.Render("E\u2010Mail", Style, 40, 5_000, Rgb.White)!.Image.Data);
        Assert.Equal(Typesetter.Render("E-Mail", Style, 40, 5_000, Rgb.White)!.Image.Data, Typesetter.Render("E\u2011Mail", Style, 40, 5_000, Rgb.White)!.Image.Data);
        var line = Typesetter.Measure("E-Mail", Style, 40, 5_000).Height;
        Assert.Equal(line, Typesetter.Measure("E\u2011Mail", Style, 40, 60).Height);
        Assert.Equal(Typesetter.Measure("Email", Style, 40, 5_000), Typesetter.Measure("E\u2060mail", Style, 40, 30));
    }

    [Fact]
    public void Markup_is_rendered_literally()
    {
        var plain = Typesetter.Measure("bold", Style, 30, 1_000);

        Assert.True(Typesetter.Measure("<b>bold</b>", Style, 30, 1_000).Width > plain.Width * 1.8);
        Assert.NotNull(Typesetter.Render("</span> & <", Style, 30, 1_000, Rgb.White));
    }

    [Fact]
    public void Control_characters_are_removed() =>
        Assert.Equal("a b c [31m d\ne f", Typesetter.Clean(" a\u0000b\tc\u001b[31m  d\r\n\n e\u0086f \uFFFE"));

    [Theory]
    [InlineData("Half price", Script.Western)]
    [InlineData("خصم كبير 20% Sale", Script.Arabic)]
    [InlineData("20% 🎉", Script.Western)]
    [InlineData("海辺の朝は", Script.EastAsian)]
    [InlineData("שלום", Script.Hebrew)]
    [InlineData("สวัสดี", Script.Stacked)]
    public void Scripts_are_detected_by_their_letters(string text, Script script) => Assert.Equal(script, Scripts.Detect(text, language: ""));

    [Fact]
    public void The_language_decides_if_its_script_has_few_letters()
    {
        Assert.Equal(Script.Arabic, Scripts.Detect("خصم على Galaxy Ultra", "ar"));
        Assert.Equal(Script.Western, Scripts.Detect("Galaxy Ultra", "ar-EG"));
        Assert.Equal(Script.EastAsian, Scripts.Detect("iPhone の朝", "ja"));
    }

    [Fact]
    public void Emoji_keep_their_colours_and_letters_get_theirs()
    {
        var set = Typesetter.Render("🎉", Style, 60, 500, Rgb.White)!.Image;

        Assert.Contains(Enumerable.Range(0, set.Data.Length / 4), at => set.Data[(at * 4) + 3] > 200 && Math.Abs(set.Data[at * 4] - set.Data[(at * 4) + 2]) > 60);
    }

    [Theory]
    [InlineData("ar", Script.Arabic, "مرحبا")]
    [InlineData("ja", Script.EastAsian, "予約")]
    [InlineData("th", Script.Stacked, "สวัสดี")]
    [InlineData("hi", Script.Stacked, "नमस्ते")]
    [InlineData("el", Script.Western, "Καλημέρα")]
    [InlineData("ru", Script.Western, "Привет")]
    public void Every_supported_script_has_glyphs(string language, Script script, string text)
    {
        // A missing glyph is drawn as a box with its code: boxes with codes of the same length have the same size.
        var style = Style with { Families = $"{Style.Families},Noto Sans Devanagari UI,Noto Sans Thai UI", Language = language, Script = script };
        var box = Typesetter.Measure("\U000F1234", style, 40, 1_000);
        var one = Typesetter.Measure(text[..1], style, 40, 1_000);

        Assert.NotEqual(box.Width, one.Width);
    }

    [Fact]
    public void Characters_that_no_font_has_are_found()
    {
        Assert.Equal("", MissingGlyphs.Find("Hello Καλημέρα Привет שלום مرحبا สวัสดี नमस्ते 予約 안녕 🎉 👩‍💻 ☂️ … – €"));
        Assert.Equal("\u0FFF\U0005FFF1", MissingGlyphs.Find("a\u0FFF b\U0005FFF1 c\u0FFF"));
    }

    [Fact]
    public async Task Text_can_be_rendered_from_many_threads()
    {
        var alone = Typesetter.Render("Same everywhere", Style, 40, 500, Rgb.White)!;
        var together = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Typesetter.Render("Same everywhere", Style, 40, 500, Rgb.White)!)));

        Assert.All(together, set => Assert.Equal(alone.Image.Data, set.Image.Data));
    }
}
