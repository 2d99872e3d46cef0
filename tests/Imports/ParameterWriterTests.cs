using Darkroom.Imports;
using static Darkroom.Tests.Imports.Texts;

namespace Darkroom.Tests.Imports;

/// <summary>What is written is read again as it was.</summary>
public sealed class ParameterWriterTests
{
    private static readonly ImportedParameters All = new()
    {
        Source = ImportSource.Automatic1111,
        Prompt = "an owl, oil painting\non a branch: night",
        NegativePrompt = "blurry,\nlow quality",
        Seed = 42,
        Steps = 20,
        CfgScale = 6.5,
        Sampler = "DPM++ 2M",
        Model = "base",
        Size = new PixelSize(512, 768),
        Others = [new("Note", "a, b: \"c\" \\ 夜"), new("Version", "Darkroom")],
    };

    [Fact]
    public void Everything_is_read_again()
    {
        var text = ParameterWriter.Write(All, 32_000);
        var found = Parse("parameters", text);

        Assert.Equal(All with { Others = [], Loras = [] }, found with { Others = [], Loras = [] });
        Assert.Equal(All.Others, found.Others);
        Assert.EndsWith("""Note: "a, b: \"c\" \\ 夜", Version: Darkroom""", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Arbitrary_values_are_read_again()
    {
        const string alphabet = "ab ,:\"\\{}[]夜é-_/";
        var random = new Random(4);
        for (var i = 0; i < 5_000; i++)
        {
            var (value, prompt) = (Text(), Text());
            var found = Parse("parameters", ParameterWriter.Write(All with { Prompt = prompt, Others = [new("Note", value), new("Version", "Darkroom")] }, 32_000));

            Assert.Equal(prompt, found.Prompt);
            Assert.Equal([new("Note", value), KeyValuePair.Create("Version", "Darkroom")], found.Others);
        }

        string Text() => $"x{new string([.. Enumerable.Range(0, random.Next(20)).Select(_ => alphabet[random.Next(alphabet.Length)])])}x";
    }

    [Fact]
    public void Long_prompts_are_cut_and_the_settings_stay()
    {
        var text = ParameterWriter.Write(All with { Prompt = new string('p', 50_000), NegativePrompt = new string('n', 50_000) }, 32_000);

        Assert.InRange(text.Length, 30_000, 32_000);
        Assert.Equal(42, Parse("parameters", text).Seed);
    }
}
