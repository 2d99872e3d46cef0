using Darkroom.Painter;
using Xunit;

namespace Darkroom.Tests.Painter;

public sealed class PromptTests
{
    private static readonly PixelSize s_size = new(160, 160);

    public static TheoryData<string> Hostile =>
    [
        "", " ", new string('x', 4000), string.Concat(Enumerable.Repeat("fox 🦊 ", 570)), "🍕", "👩‍🚀🪐✨", "منارة في عاصفة عند الغروب",
        "מגדלור בסערה", "\0\u0001\u001b[31m\r\n\t", "\ud83c", "\udf55\ud83c", "e\u0301\u0301\u0301", "灯台と嵐の夕焼け", "\u202Egnp.exe",
        "'; DROP TABLE images; --",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Any_prompt_yields_a_varied_image(string prompt)
    {
        foreach (var seed in (long[])[1, 2])
        {
            var image = Painted.Finished(prompt, s_size, seed);

            Assert.True(Painted.Spread(image) > 8);
            Assert.InRange(Painted.Mean(image).Brightness, 10, 245);
        }
    }

    [Fact]
    public void Night_is_darker_than_day()
    {
        Assert.All(
            Seeds, seed => Assert.True(Mean("mountains at night", seed).Brightness < Mean("mountains at noon", seed).Brightness - 30));
    }

    [Fact]
    public void Snow_is_brighter_than_night()
    {
        Assert.All(Seeds, seed => Assert.True(Mean("snowy forest", seed).Brightness > Mean("forest at night", seed).Brightness));
    }

    [Theory]
    [InlineData("{0} mountains")]
    [InlineData("abstract, {0}")]
    [InlineData("{0} sea at sunset")]
    public void A_colour_word_colours_the_image(string prompt)
    {
        foreach (var seed in Seeds)
        {
            var (red, blue) = (
                Mean(prompt.Replace("{0}", "red", StringComparison.Ordinal), seed),
                Mean(prompt.Replace("{0}", "blue", StringComparison.Ordinal), seed));

            Assert.True(red.Red - red.Blue > blue.Red - blue.Blue + 20);
        }
    }

    [Theory]
    [InlineData("a lighthouse in a storm at sunset", Motif.Lighthouse | Motif.Storm | Motif.Sunset)]
    [InlineData("Misty MOUNTAINS at dawn", Motif.Fog | Motif.Mountains | Motif.Dawn)]
    [InlineData("красная лиса в осеннем лесу", Motif.Creature | Motif.Autumn | Motif.Forest)]
    [InlineData("灯台と嵐", Motif.Lighthouse | Motif.Storm)]
    [InlineData("🌊🌙", Motif.Sea | Motif.Moon)]
    [InlineData("quantum entropy", Motif.None)]
    public void Recognizes_words_in_several_languages(string prompt, object motifs)
    {
        Assert.Equal((Motif)motifs, PromptReading.Read(prompt).Motifs);
    }

    [Fact]
    public void Unknown_words_still_change_the_image()
    {
        var images = ((string[])["quantum entropy", "tax return", "zzz", "jurisprudence"])
            .Select(prompt => Painted.Thumbnail(Painted.Finished(prompt, s_size, 1), s_size)).ToArray();

        Assert.All(images.Skip(1), image => Assert.True(Painted.Distance(images[0], image) > 4));
    }

    private static IEnumerable<long> Seeds => [1, 2, 3, 4];

    private static (double Red, double Green, double Blue, double Brightness) Mean(string prompt, long seed) =>
        Painted.Mean(Painted.Finished(prompt, s_size, seed));
}
