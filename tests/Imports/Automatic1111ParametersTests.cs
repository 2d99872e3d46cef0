using Darkroom.Imports;
using static Darkroom.Tests.Imports.Texts;

namespace Darkroom.Tests.Imports;

/// <summary>The text that AUTOMATIC1111's web UI, Forge and others write.</summary>
public sealed class Automatic1111ParametersTests
{
    [Fact]
    public void Prompt_negative_prompt_and_settings_are_read()
    {
        var found = Parse(
            "parameters",
            """
            an owl <lora:add_detail:0.8>, oil painting
            on a branch
            Negative prompt: blurry,
            low quality
            Steps: 20, Sampler: DPM++ 2M Karras, CFG scale: 7.5, Seed: 1234567890, Size: 512x768, Model hash: 6ce0161689, Model: v1-5-pruned, Version: v1.9.4
            """);

        Assert.Equal(ImportSource.Automatic1111, found.Source);
        Assert.Equal("an owl <lora:add_detail:0.8>, oil painting\non a branch", found.Prompt);
        Assert.Equal("blurry,\nlow quality", found.NegativePrompt);
        Assert.Equal((1234567890L, 20, 7.5, "DPM++ 2M Karras", "v1-5-pruned"), (found.Seed, found.Steps, found.CfgScale, found.Sampler, found.Model));
        Assert.Equal(["add_detail"], found.Loras);
        Assert.Equal(new PixelSize(512, 768), found.Size);
        Assert.Equal([new("Model hash", "6ce0161689"), KeyValuePair.Create("Version", "v1.9.4")], found.Others);
    }

    [Theory]
    [InlineData("""Steps: 20, Seed: 7, Hires prompt: "a, b: \"c\"", Size: 8x8""", "Hires prompt", "a, b: \"c\"")]
    [InlineData("""Steps: 20, Seed: 7, Lora hashes: "one: a1, two: b2", Size: 8x8""", "Lora hashes", "one: a1, two: b2")]
    [InlineData("""Steps: 20, Seed: 7, Civitai resources: [{"type":"checkpoint","id":1}], Size: 8x8""", "Civitai resources", """[{"type":"checkpoint","id":1}]""")]
    [InlineData("""Steps: 20, Seed: 7, Note: "no end, Size: 8x8""", "Note", "\"no end")]
    [InlineData("""Steps: 20, Seed: 7, Note: [no end, Size: 8x8""", "Note", "[no end")]
    public void A_value_may_be_json_with_commas(string settings, string key, string value)
    {
        var found = Parse("parameters", "an owl\n" + settings);

        Assert.Equal([KeyValuePair.Create(key, value)], found.Others);
        Assert.Equal(new PixelSize(8, 8), found.Size);
    }

    [Fact]
    public void A_last_line_with_fewer_than_three_pairs_belongs_to_the_prompt()
    {
        var found = Parse("parameters", "an owl\nmood: calm, light: low");

        Assert.Equal("an owl\nmood: calm, light: low", found.Prompt);
        Assert.Empty(found.Others);
    }

    [Fact]
    public void A_prompt_alone_is_read_only_from_the_field_for_it()
    {
        Assert.Equal("an owl", Parse("parameters", "an owl").Prompt);
        Assert.Null(TryParse("UserComment", "Our holiday"));
        Assert.Null(TryParse("parameters", """{"steps": 20}"""));
    }

    [Theory]
    [InlineData("UserComment")]
    [InlineData("Comment")]
    public void Parameters_in_a_comment_are_read(string key) => Assert.Equal(5, Parse(key, "an owl\r\nSteps: 20, Seed: 5, Size: 8x8").Seed);

    [Fact]
    public void There_may_be_no_prompt_at_all()
    {
        var found = Parse("parameters", "Negative prompt: blurry\nSteps: 20, Seed: 5, Size: 8x8");

        Assert.Equal(("", "blurry"), (found.Prompt, found.NegativePrompt));
    }

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("-1", -1L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void A_seed_has_up_to_63_bits(string text, long seed)
    {
        var found = Parse("parameters", $"an owl\nSteps: 20, Seed: {text}, Size: 8x8");

        Assert.Equal(seed, found.Seed);
        Assert.Empty(found.Others);
    }

    [Fact]
    public void A_larger_seed_is_kept_as_text() => Assert.Equal(
        [KeyValuePair.Create("Seed", "18446744073709551615")], Parse("parameters", "an owl\nSteps: 20, Seed: 18446744073709551615, Size: 8x8").Others);
}
