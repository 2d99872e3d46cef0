using Darkroom.Imports;
using static Darkroom.Tests.Imports.Texts;

namespace Darkroom.Tests.Imports;

/// <summary>The JSON of SwarmUI and InvokeAI.</summary>
public sealed class OtherProgramsTests
{
    [Theory]
    [InlineData("parameters")]
    [InlineData("UserComment")]
    public void SwarmUi_is_read(string key)
    {
        var found = Parse(
            key,
            """
            {
              "sui_image_params": {"prompt": "an owl", "negativeprompt": "blurry", "model": "OfficialStableDiffusion/base.safetensors", "seed": 42, "steps": 20,
                "cfgscale": 7.0, "sampler": "euler", "scheduler": "normal", "width": 1024, "height": 768, "loras": ["detail"], "loraweights": ["1"], "swarm_version": "0.9"},
              "sui_extra_data": {"date": "2024-05-06", "generation_time": "5.1 sec"}
            }
            """);

        Assert.Equal((ImportSource.SwarmUi, "an owl", "blurry"), (found.Source, found.Prompt, found.NegativePrompt));
        Assert.Equal((42L, 20, 7.0, "euler", "base"), (found.Seed, found.Steps, found.CfgScale, found.Sampler, found.Model));
        Assert.Equal(["detail"], found.Loras);
        Assert.Equal(new PixelSize(1024, 768), found.Size);
        Assert.Equal(
            [
                new("scheduler", "normal"), new("loraweights", """["1"]"""), new("swarm_version", "0.9"), new("date", "2024-05-06"),
                KeyValuePair.Create("generation_time", "5.1 sec"),
            ],
            found.Others);
    }

    [Fact]
    public void InvokeAi_is_read()
    {
        var found = Parse(
            "invokeai_metadata",
            """
            {
              "positive_prompt": "an owl", "negative_prompt": "blurry", "seed": 42, "steps": 30, "cfg_scale": 7.5, "scheduler": "euler", "width": 512, "height": 512,
              "model": {"key": "k", "name": "base", "type": "main"}, "loras": [{"model": {"name": "detail"}, "weight": 0.75}, {"lora": {"model_name": "older"}}],
              "app_version": "5.0", "rand_device": "cpu"
            }
            """);

        Assert.Equal((ImportSource.InvokeAi, "an owl", "blurry"), (found.Source, found.Prompt, found.NegativePrompt));
        Assert.Equal((42L, 30, 7.5, "euler", "base"), (found.Seed, found.Steps, found.CfgScale, found.Sampler, found.Model));
        Assert.Equal(["detail", "older"], found.Loras);
        Assert.Equal([new("app_version", "5.0"), KeyValuePair.Create("rand_device", "cpu")], found.Others);
    }

    [Fact]
    public void Older_InvokeAi_has_its_negative_prompt_in_brackets()
    {
        var found = Parse(
            "sd-metadata",
            """
            {"model": "stable diffusion", "model_weights": "base-1.4", "app_version": "2.2",
             "image": {"prompt": [{"prompt": "an owl [blurry] at night", "weight": 1.0}], "steps": 50, "cfg_scale": 7.5, "seed": 42, "sampler": "k_lms", "width": 512, "height": 512}}
            """);

        Assert.Equal(("an owl at night", "blurry"), (found.Prompt, found.NegativePrompt));
        Assert.Equal((42L, 50, "k_lms", "base-1.4"), (found.Seed, found.Steps, found.Sampler, found.Model));
    }
}
