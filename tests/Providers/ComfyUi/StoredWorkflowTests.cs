using System.Collections.Immutable;
using System.Text.Json;
using Darkroom.Providers;
using Darkroom.Providers.ComfyUi;
using Xunit;

namespace Darkroom.Tests.Providers.ComfyUi;

/// <summary>Workflows that the operator stored: what their inputs probably mean, and how a request fills them in.</summary>
public sealed class StoredWorkflowTests : ComfyUiTest
{
    /// <summary>A workflow with an image to work from, as ComfyUI exports it.</summary>
    internal const string Graph = """
        {
          "3": {"class_type": "KSampler", "inputs": {"seed": 5, "steps": 8, "cfg": 1.5, "sampler_name": "euler", "scheduler": "simple", "denoise": 0.6,
            "model": ["14", 0], "positive": ["20", 0], "negative": ["7", 0], "latent_image": ["12", 0]}, "_meta": {"title": "Sampler"}},
          "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat, 100% %seed%", "clip": ["4", 1]}},
          "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry", "clip": ["4", 1]}},
          "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "own.safetensors"}},
          "10": {"class_type": "LoadImage", "inputs": {"image": "example.png"}},
          "12": {"class_type": "VAEEncode", "inputs": {"pixels": ["10", 0], "vae": ["4", 2]}},
          "14": {"class_type": "LoraLoaderModelOnly", "inputs": {"lora_name": "film.safetensors", "strength_model": 1, "model": ["4", 0]}},
          "16": {"class_type": "Styler", "inputs": {"style": "none", "enabled": true}},
          "20": {"class_type": "FluxGuidance", "inputs": {"guidance": ["21", 0], "conditioning": ["6", 0]}},
          "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "x", "images": ["8", 0]}}
        }
        """;

    [Fact]
    public void What_the_inputs_mean_follows_from_classes_and_links()
    {
        var proposed = Read(Graph).Propose();

        Assert.Equal(
            [
                ("6", "text", WorkflowTarget.Prompt), ("7", "text", WorkflowTarget.NegativePrompt), ("3", "seed", WorkflowTarget.Seed), ("3", "steps", WorkflowTarget.Steps),
                ("3", "cfg", WorkflowTarget.Guidance), ("3", "sampler_name", WorkflowTarget.Sampler), ("3", "scheduler", WorkflowTarget.Scheduler), ("3", "denoise", WorkflowTarget.Strength),
                ("10", "image", WorkflowTarget.Image),
            ],
            proposed.Select(one => (one.Node, one.Input, one.Target)));
        Assert.Equal(proposed, WorkflowInput.Read(WorkflowInput.Write(proposed)));
    }

    [Fact]
    public void A_graph_with_a_guider_and_a_size_is_understood_too()
    {
        var proposed = Read("""
            {
              "1": {"class_type": "SamplerCustomAdvanced", "inputs": {"noise": ["2", 0], "guider": ["3", 0], "sampler": ["4", 0], "sigmas": ["5", 0], "latent_image": ["6", 0]}},
              "2": {"class_type": "RandomNoise", "inputs": {"noise_seed": 1}},
              "3": {"class_type": "BasicGuider", "inputs": {"model": ["9", 0], "conditioning": ["7", 0]}},
              "4": {"class_type": "KSamplerSelect", "inputs": {"sampler_name": "euler"}},
              "5": {"class_type": "BasicScheduler", "inputs": {"scheduler": "simple", "steps": 20, "denoise": 1, "model": ["9", 0]}},
              "6": {"class_type": "EmptySD3LatentImage", "inputs": {"width": 1024, "height": 768, "batch_size": 1}},
              "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat", "clip": ["9", 1]}}
            }
            """).Propose();

        Assert.Equal(
            "7.text=Prompt 2.noise_seed=Seed 4.sampler_name=Sampler 5.steps=Steps 5.scheduler=Scheduler 5.denoise=Strength 6.width=Width 6.height=Height",
            string.Join(' ', proposed.Select(one => $"{one.Node}.{one.Input}={one.Target}")));
    }

    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("""{"nodes":[],"links":[],"version":0.4}""", "Export (API)")]
    [InlineData("""{"1":{"class_type":"A","inputs":{}},"1":{"class_type":"A"}}""", "not valid JSON")]
    [InlineData("[]", "Export (API)")]
    [InlineData("""{"":{"class_type":"A","inputs":{}}}""", "too long")]
    public void A_file_that_is_not_usable_is_explained(string json, string problem) =>
        Assert.Contains(problem, WorkflowGraph.Read(json).Problem, StringComparison.Ordinal);

    [Fact]
    public void Large_and_deep_files_are_refused_and_odd_ones_are_read()
    {
        Assert.Contains("1 MiB", WorkflowGraph.Read(new string(' ', 1024 * 1024 + 1)).Problem, StringComparison.Ordinal);
        Assert.Contains("nodes", WorkflowGraph.Read("{" + string.Join(',', Enumerable.Range(0, 1001).Select(i => $"\"{i}\":{{\"class_type\":\"A\"}}")) + "}").Problem, StringComparison.Ordinal);
        Assert.Contains("JSON", WorkflowGraph.Read("{\"1\":{\"class_type\":\"A\",\"inputs\":" + new string('[', 5000) + new string(']', 5000) + "}}").Problem, StringComparison.Ordinal);
        var odd = Read("""{"1":{"class_type":"KSampler","inputs":7},"2":{"class_type":"KSampler","inputs":{"positive":["2",0],"negative":["9",0],"latent_image":["1",0],"seed":null,"steps":[1]}},"3":{"class_type":"LoadImage","_meta":5}}""");
        Assert.Empty(odd.Propose());
        Assert.Empty(odd.Values);
    }

    [Fact]
    public async Task A_request_fills_in_what_is_mapped_and_nothing_else()
    {
        ComfyUiScript.Success([]).On(Server, Sharp);
        Server.On("/upload/image", Scripts.Answer(200, """{"name":"ref.png","subfolder":"darkroom","type":"input"}"""));
        var inputs = Read(Graph).Propose().AddRange(
            new WorkflowInput("14", "strength_model", WorkflowTarget.Field) { Field = new NamedField("film", "Film", FieldKind.Number, "1", []) },
            new WorkflowInput("16", "style", WorkflowTarget.Field) { Field = new NamedField("style", "Style", FieldKind.Choice, "none", ["none", "ink"]) },
            new WorkflowInput("16", "enabled", WorkflowTarget.Field) { Field = new NamedField("enabled", "Enabled", FieldKind.Choice, "true", ["true", "false"]) },
            new WorkflowInput("99", "gone", WorkflowTarget.Steps));
        var provider = ProviderOf(inputs);
        var can = provider.CapabilitiesOf("workflow:Portrait");

        var outcome = await RunAsync(provider, Asked with
        {
            Model = "workflow:Portrait",
            Prompt = "a \"fox\"",
            Seed = 42,
            Images = [Samples.Input(One)],
            Options = new EngineOptions { Steps = 12, Fields = Fields(("film", "0.25"), ("style", "ink"), ("enabled", "false")) },
        });

        Assert.Equal(Sharp, outcome.Image);
        var graph = Assert.Single(Server.Requests, request => request.Path == "/prompt").Json.GetProperty("prompt");
        var sampler = graph.GetProperty("3").GetProperty("inputs");
        Assert.Equal((42, 12, 1.5, "euler"), (
            sampler.GetProperty("seed").GetInt32(), sampler.GetProperty("steps").GetInt32(), sampler.GetProperty("cfg").GetDouble(), sampler.GetProperty("sampler_name").GetString()));
        Assert.Equal(("a \"fox\"", "blurry"), (Text(graph, "6", "text"), Text(graph, "7", "text")));
        Assert.Equal(("darkroom/ref.png", "own.safetensors", "x"), (Text(graph, "10", "image"), Text(graph, "4", "ckpt_name"), Text(graph, "9", "filename_prefix")));
        Assert.Equal(0.25, graph.GetProperty("14").GetProperty("inputs").GetProperty("strength_model").GetDouble());
        Assert.Equal(("ink", JsonValueKind.False), (Text(graph, "16", "style"), graph.GetProperty("16").GetProperty("inputs").GetProperty("enabled").ValueKind));
        Assert.True(can is { Seed: true, NegativePrompt: true, Edits: { MaxImages: 1, Mask: false }, FurtherModels: ["workflow:Portrait"], Models: [] });
        Assert.Equal((8, 1.5, "euler", 0.6), ((int)can.Options.Steps!.Default!, can.Options.Guidance!.Default, can.Options.Sampler!.Default, can.Options.Strength!.Default));
        Assert.Equal((0, null), (can.Options.MaxLoras, can.Options.ClipSkip));
        Assert.Equal(["film", "style", "enabled"], can.Options.Fields.Select(field => field.Name));
    }

    [Fact]
    public async Task A_workflow_that_was_deleted_is_not_replaced_by_another_model()
    {
        var provider = ProviderOf([]);

        var failure = (await RunAsync(provider, Asked with { Model = "workflow:Gone" })).Failure;

        Assert.Equal((FailureCode.InvalidRequest, "This workflow was deleted or renamed. Choose another model."), (failure?.Code, failure?.Message));
        Assert.False(provider.CapabilitiesOf("workflow:Gone").OtherModels);
        Assert.True(provider.CapabilitiesOf("sdxl.safetensors").OtherModels);
        Assert.DoesNotContain(Server.Requests, request => request.Path == "/prompt");
    }

    [Fact]
    public async Task It_says_how_many_images_it_needs()
    {
        var provider = ProviderOf([new("10", "image", WorkflowTarget.Image), new("4", "ckpt_name", WorkflowTarget.Image)]);

        var failure = (await RunAsync(provider, Asked with { Model = "workflow:Portrait", Images = [Samples.Input(One)] })).Failure;

        Assert.Equal("This workflow needs 2 images. Add them as reference images.", failure?.Message);
    }

    private static WorkflowGraph Read(string json) => WorkflowGraph.Read(json).Graph!;

    private static string? Text(JsonElement graph, string node, string input) => graph.GetProperty(node).GetProperty("inputs").GetProperty(input).GetString();

    private static ImmutableSortedDictionary<string, string> Fields(params (string Name, string Value)[] fields) =>
        fields.ToImmutableSortedDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal);

    private ComfyUiProvider ProviderOf(ImmutableArray<WorkflowInput> inputs) => new(
        new ComfyUiOptions { BaseUrl = Server.Address }, Parts() with { Workflows = [new Workflow("Portrait", Graph, WorkflowInput.Write(inputs))] })
    {
        PollInterval = TimeSpan.FromMilliseconds(1),
    };
}
