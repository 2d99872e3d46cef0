using Darkroom.Imaging;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Tests.Imaging;

public sealed class TypesetterTests
{
    private static readonly TextStyle Style = new("Manrope,Noto Sans Arabic UI,Noto Sans CJK JP", TextWeight.Bold, Script.Western, "en", 1.1, 0, TextAlign.Start);

    public TypesetterTests() => Vips.Require();

    [Fact]
    public void The_largest_size_that_fits_is_found_and_the_next_does_not_fit()
    {
        const string text = "Mornings taste better by the sea";
        var fitted = TextFit.Largest(text, Style, 500, 300, 10, 400);

        Assert.NotNull(fitted);
        Assert.True(fitted.Ink.Width <= 500 && fitted.Ink.Height <= 300);
        Assert.Null(TextFit.Largest(text, Style, 500, 300, (int)(fitted.Size * 1.06), (int)(fitted.Size * 1.06)));
    }

    [Fact]
    public void What_does_not_fit_at_the_least_size_is_not_cut()
    {
        Assert.Null(TextFit.Largest("Donaudampfschifffahrtsgesellschaftskapitän", Style, 100, 400, 12, 60));
        Assert.Null(TextFit.Largest("one two three four five six", Style, 100, 20, 12, 60));
    }

    [Fact]
    public void No_single_word_is_left_over_in_the_last_line()
    {
        // Greedily wrapped in this width "sea" would stand alone.
        const string text = "Mornings taste much better when they are by the sea";
        var width = Typesetter.Measure("Mornings taste much better when they are by the", Style, 40, 5_000).Width + 8;
        var fitted = TextFit.Largest(text, Style, width, 500, 40, 40);

        Assert.NotNull(fitted);
        Assert.Equal(2, fitted.Lines);
        Assert.True(fitted.Ink.Width < width * 0.75, "The first line is still as long as the box.");
    }

    [Fact]
    public void Markup_is_set_as_letters()
    {
        var plain = Typesetter.Measure("bold", Style, 30, 1_000);

        Assert.True(Typesetter.Measure("<b>bold</b>", Style, 30, 1_000).Width > plain.Width * 1.8);
        Assert.NotNull(Typesetter.Set("</span> & <", Style, 30, 1_000, Rgb.White));
    }

    [Fact]
    public void What_is_no_text_is_taken_out() =>
        Assert.Equal("a b c [31m d\ne f", Typesetter.Clean(" a\u0000b\tc\u001b[31m  d\r\n\n e\u0086f \uFFFE"));

    [Theory]
    [InlineData("Half price", Script.Western)]
    [InlineData("خصم كبير 20% Sale", Script.Arabic)]
    [InlineData("20% 🎉", Script.Western)]
    [InlineData("海辺の朝は", Script.EastAsian)]
    [InlineData("שלום", Script.Hebrew)]
    [InlineData("สวัสดี", Script.Stacked)]
    public void A_script_is_told_by_its_letters(string text, Script script) => Assert.Equal(script, Scripts.Of(text, language: ""));

    [Fact]
    public void A_language_decides_where_letters_of_its_script_are_few()
    {
        Assert.Equal(Script.Arabic, Scripts.Of("خصم على Galaxy Ultra", "ar"));
        Assert.Equal(Script.Western, Scripts.Of("Galaxy Ultra", "ar-EG"));
        Assert.Equal(Script.EastAsian, Scripts.Of("iPhone の朝", "ja"));
    }

    [Fact]
    public void Emoji_keep_their_colours_and_letters_get_theirs()
    {
        var set = Typesetter.Set("🎉", Style, 60, 500, Rgb.White)!.Picture;

        Assert.Contains(Enumerable.Range(0, set.Data.Length / 4), at => set.Data[(at * 4) + 3] > 200 && Math.Abs(set.Data[at * 4] - set.Data[(at * 4) + 2]) > 60);
    }

    [Theory]
    [InlineData("ar", Script.Arabic, "مرحبا")]
    [InlineData("ja", Script.EastAsian, "予約")]
    [InlineData("th", Script.Stacked, "สวัสดี")]
    [InlineData("hi", Script.Stacked, "नमस्ते")]
    [InlineData("el", Script.Western, "Καλημέρα")]
    [InlineData("ru", Script.Western, "Привет")]
    public void No_script_on_offer_comes_out_as_boxes(string language, Script script, string text)
    {
        // A letter that no font has is drawn as a box with its number: all boxes of one length are alike in size.
        var style = Style with { Families = $"{Style.Families},Noto Sans Devanagari UI,Noto Sans Thai UI", Language = language, Script = script };
        var box = Typesetter.Measure("\U000F1234", style, 40, 1_000);
        var one = Typesetter.Measure(text[..1], style, 40, 1_000);

        Assert.NotEqual(box.Width, one.Width);
    }

    [Fact]
    public async Task Text_can_be_set_from_many_threads()
    {
        var alone = Typesetter.Set("Same everywhere", Style, 40, 500, Rgb.White)!;
        var together = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Typesetter.Set("Same everywhere", Style, 40, 500, Rgb.White)!)));

        Assert.All(together, set => Assert.Equal(alone.Picture.Data, set.Picture.Data));
    }
}
