using System.Collections.Immutable;
using System.Text.Json;
using Darkroom.Providers;
using Darkroom.Providers.Automatic1111;
using Darkroom.Providers.Fal;
using Darkroom.Providers.HuggingFace;
using Darkroom.Providers.Replicate;
using Darkroom.Providers.Stability;
using Darkroom.Tests.Providers.Automatic1111;
using Darkroom.Tests.Providers.ComfyUi;

namespace Darkroom.Tests.Providers;

/// <summary>The fields in which the options of engines are sent, and the names that their servers list.</summary>
public sealed class EngineOptionTests : ComfyUiTest
{
    private static readonly EngineOptions All = new()
    {
        Steps = 31,
        Guidance = 4.5,
        Sampler = "DPM++ 2M",
        Scheduler = "Karras",
        Strength = 0.35,
        Loras = [new Lora("film grain", 0.8), new Lora("style/ink.safetensors", -1)],
        ClipSkip = 2,
    };

    private static readonly ImageRequest Set = Asked with { Options = All };

    [Fact]
    public async Task The_web_UI_gets_all_of_them_and_the_LoRAs_in_the_prompt()
    {
        Server.On(WebUiScript.Txt2Img, WebUiScript.Image(Sharp));
        Server.On(WebUiScript.Img2Img, WebUiScript.Image(Sharp));
        var provider = WebUi();

        await RunAsync(provider, Set);
        await RunAsync(provider, Set with { Images = [Samples.Input(One)], Options = new EngineOptions { Strength = 0.35 } });

        var posts = Server.Requests.Where(request => request.Method == "POST").Select(request => request.Json).ToList();
        Assert.Equal("a lighthouse <lora:film grain:0.8> <lora:style/ink.safetensors:-1>", posts[0].GetProperty("prompt").GetString());
        Assert.Equal((31, 4.5, "DPM++ 2M", "Karras"), (
            posts[0].GetProperty("steps").GetInt32(), posts[0].GetProperty("cfg_scale").GetDouble(), posts[0].GetProperty("sampler_name").GetString(), posts[0].GetProperty("scheduler").GetString()));
        Assert.Equal("""{"CLIP_stop_at_last_layers":2}""", posts[0].GetProperty("override_settings").GetRawText());
        Assert.False(posts[0].TryGetProperty("denoising_strength", out _));
        Assert.Equal((0.35, 25, 7.0), (posts[1].GetProperty("denoising_strength").GetDouble(), posts[1].GetProperty("steps").GetInt32(), posts[1].GetProperty("cfg_scale").GetDouble()));
        Assert.False(posts[1].TryGetProperty("override_settings", out _));
    }

    [Fact]
    public async Task ComfyUI_gets_them_as_nodes_and_inputs_of_the_built_in_workflow()
    {
        ComfyUiScript.Success([]).On(Server, Sharp);
        Server.On("/object_info/LoraLoader", Scripts.Answer(200, """{"LoraLoader":{"input":{"required":{"lora_name":[["other.pt","films/film grain.safetensors"]]}}}}"""));

        await RunAsync(Provider(), Set with { Options = All with { Sampler = "dpmpp_2m", Scheduler = "karras" } });

        var graph = Assert.Single(Server.Requests, request => request.Path == "/prompt").Json.GetProperty("prompt");
        var sampler = graph.GetProperty("5").GetProperty("inputs");
        Assert.Equal((31, 4.5, "dpmpp_2m", "karras", 0.35), (
            sampler.GetProperty("steps").GetInt32(), sampler.GetProperty("cfg").GetDouble(), sampler.GetProperty("sampler_name").GetString(), sampler.GetProperty("scheduler").GetString(), sampler.GetProperty("denoise").GetDouble()));
        var second = Node(graph, sampler.GetProperty("model"));
        Assert.Equal(("LoraLoader", "style/ink.safetensors", -1.0), (second.GetProperty("class_type").GetString(), Input(second, "lora_name").GetString(), Input(second, "strength_model").GetDouble()));
        var first = Node(graph, Input(second, "model"));
        Assert.Equal(("films/film grain.safetensors", 0.8), (Input(first, "lora_name").GetString(), Input(first, "strength_clip").GetDouble()));
        Assert.Equal("CheckpointLoaderSimple", Node(graph, Input(first, "model")).GetProperty("class_type").GetString());
        var text = Node(graph, sampler.GetProperty("positive"));
        var skip = Node(graph, Input(text, "clip"));
        Assert.Equal(("CLIPSetLastLayer", -2), (skip.GetProperty("class_type").GetString(), Input(skip, "stop_at_clip_layer").GetInt32()));
        Assert.Equal("LoraLoader", Node(graph, Input(skip, "clip")).GetProperty("class_type").GetString());
    }

    [Fact]
    public async Task Without_options_ComfyUI_gets_the_operators_steps_and_guidance_and_no_more_nodes()
    {
        ComfyUiScript.Success([]).On(Server, Sharp);

        await RunAsync(Provider());

        var graph = Assert.Single(Server.Requests, request => request.Path == "/prompt").Json.GetProperty("prompt");
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7"], graph.EnumerateObject().Select(node => node.Name));
        Assert.Equal((25, 7.0, "euler", "normal", 1.0), (
            Input(graph.GetProperty("5"), "steps").GetInt32(), Input(graph.GetProperty("5"), "cfg").GetDouble(), Input(graph.GetProperty("5"), "sampler_name").GetString(),
            Input(graph.GetProperty("5"), "scheduler").GetString(), Input(graph.GetProperty("5"), "denoise").GetDouble()));
    }

    [Fact]
    public async Task Clouds_get_the_numbers_that_their_models_document()
    {
        Server.On("/fal-ai/flux/dev", Scripts.Answer(422, "{}"));
        Server.On("/v1/models/black-forest-labs/flux-dev/predictions", Scripts.Answer(422, "{}"));
        Server.On("/v2beta/stable-image/generate/sd3", Scripts.Answer(422, "{}"));
        Server.On("/hf-inference/models/Qwen/Qwen-Image", Scripts.Answer(422, "{}"));

        await RunAsync(new FalProvider(new ProviderOptions { BaseUrl = Server.Address, ApiKey = "k", Model = "fal-ai/flux/dev" }, Parts()), Set);
        await RunAsync(new ReplicateProvider(new ProviderOptions { BaseUrl = Server.BaseUrl, ApiKey = "k", Model = "black-forest-labs/flux-dev" }, Parts()), Set);
        await RunAsync(new StabilityProvider(new StabilityOptions { BaseUrl = Server.Address, ApiKey = "k", Model = "sd3.5-large" }, Parts()), Set with { Images = [Samples.Input(One)] });
        await RunAsync(new HuggingFaceProvider(new HuggingFaceOptions { BaseUrl = Server.Address, ApiKey = "k", Model = "Qwen/Qwen-Image", Partner = "hf-inference" }, Parts()), Set with { Model = "Qwen/Qwen-Image" });

        var fal = Server.Requests.First(request => request.Path.EndsWith("flux/dev", StringComparison.Ordinal)).Json;
        Assert.Equal((31, 4.5), (fal.GetProperty("num_inference_steps").GetInt32(), fal.GetProperty("guidance_scale").GetDouble()));
        var replicate = Server.Requests.First(request => request.Path.Contains("predictions", StringComparison.Ordinal)).Json.GetProperty("input");
        Assert.Equal((31, 4.5), (replicate.GetProperty("num_inference_steps").GetInt32(), replicate.GetProperty("guidance").GetDouble()));
        var stability = Server.Requests.First(request => request.Path.Contains("stable-image", StringComparison.Ordinal)).Text;
        Assert.Contains("name=\"cfg_scale\"\r\n\r\n4.5", stability, StringComparison.Ordinal);
        Assert.Contains("name=\"strength\"\r\n\r\n0.35", stability, StringComparison.Ordinal);
        var huggingFace = Server.Requests.First(request => request.Path.Contains("hf-inference", StringComparison.Ordinal)).Json.GetProperty("parameters");
        Assert.Equal((31, 4.5), (huggingFace.GetProperty("num_inference_steps").GetInt32(), huggingFace.GetProperty("guidance_scale").GetDouble()));
    }

    [Fact]
    public async Task The_names_come_from_the_servers()
    {
        Server.On("/sdapi/v1/samplers", Scripts.Answer(200, """[{"name":"Euler a","aliases":[]},{"name":"DPM++ 2M"},{"name":"<b>"}]"""));
        Server.On("/sdapi/v1/schedulers", Scripts.Answer(200, """[{"name":"karras","label":"Karras"}]"""));
        Server.On("/sdapi/v1/loras", Scripts.Answer(200, """[{"name":"film","alias":"film","path":"/x"}]"""));
        Server.On("/object_info/KSampler", Scripts.Answer(200, """{"KSampler":{"input":{"required":{"sampler_name":[["euler","dpmpp_2m"]],"scheduler":["COMBO",{"options":["normal","karras"]}]}}}}"""));
        Server.On("/object_info/LoraLoader", Scripts.Answer(200, """{"LoraLoader":{"input":{"required":{"lora_name":[["film.safetensors"]]}}}}"""));

        var webUi = await WebUi().ListOptionsAsync(Cancel);
        var comfyUi = await new OptionLists(TimeProvider.System).GetAsync(Provider(), Cancel);

        Assert.Equal(("Euler a DPM++ 2M", "Karras", "film"), (string.Join(' ', webUi!.Samplers), string.Join(' ', webUi.Schedulers), string.Join(' ', webUi.Loras)));
        Assert.Equal(("euler dpmpp_2m", "normal karras", "film.safetensors"), (string.Join(' ', comfyUi.Samplers), string.Join(' ', comfyUi.Schedulers), string.Join(' ', comfyUi.Loras)));
    }

    [Fact]
    public async Task Without_its_server_there_are_no_names()
    {
        Server.On("/sdapi/v1/samplers", Scripts.Answer(500, "{}"));

        Assert.Null(await WebUi().ListOptionsAsync(Cancel));
        Assert.Equal(OptionNames.None, await new OptionLists(TimeProvider.System).GetAsync(WebUi(), Cancel));
    }

    [Fact]
    public void Known_defaults_are_filled_in_so_that_they_are_stored()
    {
        var rule = new Automatic1111Provider(new Automatic1111Options { BaseUrl = Server.Address, Sampler = "LMS" }, Parts()).CapabilitiesOf(null).Options;

        Assert.Equal("""{"steps":25,"guidance":7,"sampler":"LMS"}""", Json(rule.Complete(null, hasImages: false)));
        Assert.Equal("""{"steps":5,"guidance":7,"sampler":"LMS","strength":0.65}""", Json(rule.Complete(new EngineOptions { Steps = 5, Loras = [] }, hasImages: true)));
        Assert.Null(EngineOptionsRule.None.Complete(new EngineOptions(), hasImages: true));
    }

    private static string Json(EngineOptions? options) => JsonSerializer.Serialize(options, Darkroom.Generations.EventJson.Default.EngineOptions!);

    private static JsonElement Node(JsonElement graph, JsonElement link) => graph.GetProperty(link[0].GetString()!);

    private static JsonElement Input(JsonElement node, string name) => node.GetProperty("inputs").GetProperty(name);

    private Automatic1111Provider WebUi() => new(new Automatic1111Options { BaseUrl = Server.Address }, Parts()) { PollInterval = TimeSpan.FromMilliseconds(1) };
}
