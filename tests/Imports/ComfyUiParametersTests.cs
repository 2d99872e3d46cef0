using Darkroom.Imaging.Metadata;
using Darkroom.Imports;
using static Darkroom.Tests.Imports.Texts;

namespace Darkroom.Tests.Imports;

/// <summary>The graph that ComfyUI writes.</summary>
public sealed class ComfyUiParametersTests
{
    private const string Simple =
        """
        {
          "3": {"class_type": "KSampler", "inputs": {"seed": 42, "steps": 25, "cfg": 6.5, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0,
                "model": ["10", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}},
          "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sdxl\\base_1.0.safetensors"}},
          "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 832, "height": 1216, "batch_size": 1}},
          "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "an owl", "clip": ["10", 1]}},
          "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry", "clip": ["10", 1]}},
          "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
          "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "ComfyUI", "images": ["8", 0]}, "is_changed": [NaN]},
          "10": {"class_type": "LoraLoader", "inputs": {"lora_name": "detail.safetensors", "strength_model": 1, "model": ["4", 0], "clip": ["4", 1]}}
        }
        """;

    [Fact]
    public void The_last_sampler_before_the_saved_image_leads_to_everything()
    {
        var found = Parse("prompt", Simple);

        Assert.Equal(ImportSource.ComfyUi, found.Source);
        Assert.Equal(("an owl", "blurry"), (found.Prompt, found.NegativePrompt));
        Assert.Equal((42L, 25, 6.5, "euler", "base_1.0"), (found.Seed, found.Steps, found.CfgScale, found.Sampler, found.Model));
        Assert.Equal(["detail"], found.Loras);
        Assert.Equal(new PixelSize(832, 1216), found.Size);
        Assert.Equal([new("scheduler", "normal"), KeyValuePair.Create("denoise", "1.0")], found.Others);
    }

    [Theory]
    [InlineData("Model", "prompt:")]
    [InlineData("UserComment", "Prompt:")]
    public void The_graph_may_follow_its_name(string key, string before) => Assert.Equal("an owl", Parse(key, before + Simple).Prompt);

    [Fact]
    public void A_comment_may_hold_the_graph_as_json_or_as_text()
    {
        Assert.Equal("an owl", Parse("UserComment", $$"""{"prompt": {{Simple}}, "workflow": {} }""").Prompt);
        Assert.Equal("an owl", Parse("UserComment", $$"""{"prompt": {{System.Text.Json.JsonSerializer.Serialize(Simple)}} }""").Prompt);
    }

    [Fact]
    public void Infinity_and_half_a_surrogate_pair_are_accepted()
    {
        var found = Parse("prompt", Simple.Replace("NaN", "Infinity, -Infinity", StringComparison.Ordinal).Replace("an owl", "an owl NaN \\ud83d", StringComparison.Ordinal));

        Assert.Equal("an owl NaN \uFFFD", found.Prompt);
    }

    [Fact]
    public void Settings_of_a_custom_sampler_are_in_nodes_of_their_own()
    {
        var found = Parse(
            "prompt",
            """
            {
              "1": {"class_type": "UNETLoader", "inputs": {"unet_name": "flux1-dev.sft"}},
              "2": {"class_type": "CLIPTextEncodeFlux", "inputs": {"clip_l": "an owl", "t5xxl": "an owl on a branch", "guidance": 3.5, "clip": ["9", 0]}},
              "3": {"class_type": "BasicGuider", "inputs": {"model": ["1", 0], "conditioning": ["2", 0]}},
              "4": {"class_type": "RandomNoise", "inputs": {"noise_seed": 18446744073709551615}},
              "5": {"class_type": "KSamplerSelect", "inputs": {"sampler_name": "dpmpp_2m"}},
              "6": {"class_type": "BasicScheduler", "inputs": {"scheduler": "beta", "steps": 28, "model": ["1", 0]}},
              "7": {"class_type": "SamplerCustomAdvanced", "inputs": {"noise": ["4", 0], "guider": ["3", 0], "sampler": ["5", 0], "sigmas": ["6", 0], "latent_image": ["8", 0]}},
              "8": {"class_type": "EmptySD3LatentImage", "inputs": {"width": 1024, "height": 768}},
              "10": {"class_type": "VAEDecode", "inputs": {"samples": ["7", 0]}},
              "11": {"class_type": "SaveImage", "inputs": {"images": ["10", 0]}}
            }
            """);

        Assert.Equal("an owl\nan owl on a branch", found.Prompt);
        Assert.Equal((null, 28, null, "dpmpp_2m", "flux1-dev"), (found.Seed, found.Steps, found.CfgScale, found.Sampler, found.Model));
        Assert.Equal(new PixelSize(1024, 768), found.Size);
        Assert.Equal([new("scheduler", "beta"), new("guidance", "3.5"), KeyValuePair.Create("seed", "18446744073709551615")], found.Others);
    }

    [Fact]
    public void Texts_and_numbers_may_come_from_other_nodes()
    {
        var found = Parse(
            "prompt",
            """
            {
              "1": {"class_type": "PrimitiveString", "inputs": {"value": "an owl"}},
              "2": {"class_type": "StringConcatenate", "inputs": {"string_a": ["1", 0], "string_b": "at night", "delimiter": ", "}},
              "3": {"class_type": "Reroute", "inputs": {"": ["2", 0]}},
              "4": {"class_type": "CLIPTextEncode", "inputs": {"text": ["3", 0]}},
              "5": {"class_type": "CLIPTextEncode", "inputs": {"text": "oil painting"}},
              "6": {"class_type": "ConditioningCombine", "inputs": {"conditioning_1": ["4", 0], "conditioning_2": ["5", 0]}},
              "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry"}},
              "8": {"class_type": "ControlNetApplyAdvanced", "inputs": {"positive": ["6", 0], "negative": ["7", 0], "strength": 1}},
              "9": {"class_type": "PrimitiveInt", "inputs": {"value": 99}},
              "10": {"class_type": "KSampler", "inputs": {"seed": ["9", 0], "steps": 4, "cfg": 1, "positive": ["8", 0], "negative": ["8", 1], "latent_image": ["12", 0]}},
              "11": {"class_type": "SaveImage", "inputs": {"images": ["10", 0]}},
              "12": {"class_type": "EmptyLatentImage", "inputs": {"width": 64, "height": 64}}
            }
            """);

        Assert.Equal(("an owl\nat night\noil painting", "blurry", 99L), (found.Prompt, found.NegativePrompt, found.Seed));
    }

    [Fact]
    public void A_negative_that_is_zeroed_out_has_no_text()
    {
        var zeroed = Simple.Replace("\"negative\": [\"7\", 0]", "\"negative\": [\"11\", 0]", StringComparison.Ordinal)
            .Replace("\"8\": {", "\"11\": {\"class_type\": \"ConditioningZeroOut\", \"inputs\": {\"conditioning\": [\"6\", 0]}}, \"8\": {", StringComparison.Ordinal);

        Assert.Null(Parse("prompt", zeroed).NegativePrompt);
    }

    [Fact]
    public void A_list_of_loras_counts_those_that_are_on()
    {
        var found = Parse(
            "prompt",
            Simple.Replace(
                "\"lora_name\": \"detail.safetensors\"",
                """ "lora_1": {"on": true, "lora": "a.safetensors", "strength": 1}, "lora_2": {"on": false, "lora": "b.safetensors"} """,
                StringComparison.Ordinal));

        Assert.Equal(["a"], found.Loras);
    }

    [Fact]
    public void Of_two_samplers_the_last_one_counts()
    {
        var refined = Simple.Replace("\"samples\": [\"3\", 0]", "\"samples\": [\"20\", 0]", StringComparison.Ordinal).TrimEnd().TrimEnd('}')
            + """, "20": {"class_type": "KSampler", "inputs": {"seed": 43, "steps": 5, "cfg": 2, "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["3", 0]}}}""";

        Assert.Equal((43, 5), (Parse("prompt", refined).Seed, Parse("prompt", refined).Steps));
    }

    [Fact]
    public void A_cycle_ends()
    {
        var found = Parse(
            "prompt",
            """
            {
              "1": {"class_type": "KSampler", "inputs": {"seed": ["4", 0], "cfg": 1, "model": ["5", 0], "positive": ["2", 0], "negative": ["2", 0], "latent_image": ["1", 0]}},
              "2": {"class_type": "ConditioningCombine", "inputs": {"conditioning_1": ["2", 0], "conditioning_2": ["6", 0]}},
              "4": {"class_type": "Reroute", "inputs": {"value": ["4", 0]}},
              "5": {"class_type": "Reroute", "inputs": {"model": ["5", 0]}},
              "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["7", 0]}},
              "7": {"class_type": "Join", "inputs": {"text1": ["6", 0], "text2": ["7", 0]}},
              "9": {"class_type": "SaveImage", "inputs": {"images": ["1", 0]}}
            }
            """);

        Assert.Equal("", found.Prompt);
    }

    [Fact]
    public void A_graph_without_a_sampler_gives_the_text_nearest_to_the_saved_image() => Assert.Equal("an owl", Parse(
        "prompt",
        """{"1": {"class_type": "OpenAIImage", "inputs": {"prompt": "an owl", "size": "auto"}}, "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0]}}}""").Prompt);

    [Fact]
    public void A_workflow_alone_is_read_through_the_widgets_of_common_nodes()
    {
        const string workflow =
            """
            {
              "nodes": [
                {"id": 1, "type": "CheckpointLoaderSimple", "widgets_values": ["base.safetensors"]},
                {"id": 2, "type": "CLIPTextEncode", "inputs": [{"name": "clip", "link": 1}], "widgets_values": ["an owl"]},
                {"id": 3, "type": "CLIPTextEncode", "inputs": [{"name": "clip", "link": 2}], "widgets_values": ["blurry"]},
                {"id": 4, "type": "KSampler", "widgets_values": [7, "randomize", 20, 8, "euler", "normal", 1],
                 "inputs": [{"name": "model", "link": 3}, {"name": "positive", "link": 4}, {"name": "negative", "link": 5}, {"name": "latent_image", "link": 6}]},
                {"id": 5, "type": "EmptyLatentImage", "widgets_values": [512, 512, 1]},
                {"id": 6, "type": "SaveImage", "inputs": [{"name": "images", "link": 7}], "widgets_values": ["ComfyUI"]}
              ],
              "links": [[1, 1, 1, 2, 0, "CLIP"], [2, 1, 1, 3, 0, "CLIP"], [3, 1, 0, 4, 0, "MODEL"], [4, 2, 0, 4, 1, "CONDITIONING"], [5, 3, 0, 4, 2, "CONDITIONING"],
                        [6, 5, 0, 4, 3, "LATENT"], [7, 4, 0, 6, 0, "IMAGE"]]
            }
            """;

        foreach (var found in new[] { Parse("workflow", workflow), Parse("Make", "workflow:" + workflow) })
        {
            Assert.Equal(("an owl", "blurry", 7L, 20, "euler", "base"), (found.Prompt, found.NegativePrompt, found.Seed, found.Steps, found.Sampler, found.Model));
        }
    }

    [Fact]
    public void The_graph_comes_before_the_text_for_other_programs() =>
        Assert.Equal(ImportSource.ComfyUi, ParameterText.Parse([new EmbeddedText("parameters", "another owl"), new EmbeddedText("prompt", Simple)])?.Source);
}
