using System.Text.Json;
using Darkroom.Imaging.Metadata;
using Darkroom.Imports;

namespace Darkroom.Tests.Imports;

/// <summary>The options of an engine among the parameters of other programs.</summary>
public sealed class ImportedOptionsTests
{
    private const string Comfy = """
        {"3":{"class_type":"KSampler","inputs":{"seed":9,"steps":20,"cfg":8,"sampler_name":"dpmpp_2m","scheduler":"karras","denoise":0.5,"model":["4",0],"positive":["6",0],"negative":["7",0],"latent_image":["5",0]}},
        "4":{"class_type":"LoraLoader","inputs":{"lora_name":"films/film.safetensors","strength_model":0.8,"strength_clip":0.8,"model":["2",0]}},
        "2":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"base.safetensors"}},
        "5":{"class_type":"EmptyLatentImage","inputs":{"width":832,"height":1216}},"6":{"class_type":"CLIPTextEncode","inputs":{"text":"a fox"}},"7":{"class_type":"CLIPTextEncode","inputs":{"text":"blurry"}},
        "9":{"class_type":"SaveImage","inputs":{"images":["8",0]}},"8":{"class_type":"VAEDecode","inputs":{"samples":["3",0]}}}
        """;

    private const string WebUi = "a fox <lora:film:0.8>\nSteps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 8, Seed: 9, Size: 832x1216, Denoising strength: 0.5, Clip skip: 2";

    private const string Swarm = """
        {"sui_image_params":{"prompt":"a fox","steps":20,"cfgscale":8,"seed":9,"sampler":"dpmpp_2m","scheduler":"karras","loras":["film"],"loraweights":["0.8"],"initimagecreativity":0.5,"clipstopatlayer":-2}}
        """;

    private const string Invoke = """
        {"positive_prompt":"a fox","steps":20,"cfg_scale":8,"seed":9,"scheduler":"dpmpp_2m_k","strength":0.5,"clip_skip":1,"loras":[{"model":{"name":"film"},"weight":0.8}]}
        """;

    [Theory]
    [InlineData("parameters", WebUi, "comfyui", "dpmpp_2m", "karras", 2)]
    [InlineData("parameters", WebUi, "automatic1111", "DPM++ 2M", "Karras", 2)]
    [InlineData("prompt", Comfy, "comfyui", "dpmpp_2m", "karras", null)]
    [InlineData("prompt", Comfy, "automatic1111", "DPM++ 2M", "Karras", null)]
    [InlineData("parameters", Swarm, "automatic1111", "DPM++ 2M", "Karras", 2)]
    [InlineData("invokeai_metadata", Invoke, "comfyui", "dpmpp_2m", "karras", 2)]
    public void Each_program_gives_the_same_options_with_the_names_of_the_provider(string key, string text, string provider, string sampler, string scheduler, int? clipSkip)
    {
        var options = ImportedOptions.From(ParameterText.Parse([new EmbeddedText(key, text)])!, provider);

        Assert.Equal((20, 8.0, sampler, scheduler, 0.5, clipSkip), (options.Steps, options.Guidance, options.Sampler, options.Scheduler, options.Strength, options.ClipSkip));
        Assert.Equal(new Lora("film", 0.8), Assert.Single(options.Loras!.Value));
    }

    [Theory]
    [InlineData("Steps: 20, Sampler: DPM++ 2M Karras, CFG scale: 8", "DPM++ 2M", "Karras")]
    [InlineData("Steps: 20, Sampler: Euler a, CFG scale: 8, Clip skip: 99999999999", "Euler a", null)]
    [InlineData("Steps: 20, Sampler: My own, CFG scale: NaN", "My own", null)]
    public void Older_and_odd_texts_are_read(string settings, string sampler, string? scheduler)
    {
        var options = ImportedOptions.From(ParameterText.Parse([new EmbeddedText("parameters", $"a fox\n{settings}")])!, "automatic1111");

        Assert.Equal((sampler, scheduler, null), (options.Sampler, options.Scheduler, options.ClipSkip));
    }

    [Fact]
    public void Fields_of_a_workflow_come_back_from_a_copy()
    {
        var found = new ImportedParameters
        {
            Source = ImportSource.Automatic1111,
            Others = [KeyValuePair.Create(ImportedOptions.FieldsName, JsonSerializer.Serialize(new Dictionary<string, string> { ["style"] = "ink, \"wet\"" }))],
        };

        var read = ParameterText.Parse([new EmbeddedText("parameters", ParameterWriter.Write(found with { Prompt = "a fox", Steps = 3, Seed = 1 }, 4000))])!;

        Assert.Equal("ink, \"wet\"", ImportedOptions.From(read, "comfyui").Fields!["style"]);
    }

    [Fact]
    public void Tags_of_LoRAs_are_removed_from_a_prompt_in_linear_time()
    {
        Assert.Equal("a fox, red", ImportedOptions.WithoutLoraTags("a fox <lora:film:0.8>, red <lora:x>"));
        Assert.Equal(32_000, ImportedOptions.WithoutLoraTags("x" + new string(' ', 31_998) + "x").Length);
        Assert.NotEmpty(ImportedOptions.WithoutLoraTags(string.Concat(Enumerable.Repeat("<lora:", 5000))));
    }
}
