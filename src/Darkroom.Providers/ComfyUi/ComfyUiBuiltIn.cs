using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Darkroom.Providers.ComfyUi;

/// <summary>The built-in workflow: text to image with one checkpoint, and LoRAs between the checkpoint and everything that uses it.</summary>
internal sealed class ComfyUiBuiltIn(int steps, double guidance) : IComfyUiWorkflow
{
    public const string LoraLoader = "LoraLoader";
    private const string Sampler = "euler";
    private const string Scheduler = "normal";

    public (string NodeClass, string Input)? ModelInput => ("CheckpointLoaderSimple", "ckpt_name");

    public int Images => 0;

    public ProviderCapabilities Capabilities { get; } = new()
    {
        Sizes = ComfyUiCapabilities.AnySize,
        OtherModels = true,
        PartialImages = 3,
        Steps = true,
        Seed = true,
        NegativePrompt = true,
        Options = new EngineOptionsRule
        {
            Steps = ComfyUiCapabilities.Steps with { Default = steps },
            Guidance = ComfyUiCapabilities.Guidance with { Default = guidance },
            Sampler = new NameRule(Sampler),
            Scheduler = new NameRule(Scheduler),
            Strength = ComfyUiCapabilities.Strength,
            MaxLoras = 10,
            ClipSkip = ComfyUiCapabilities.ClipSkip,
        },
    };

    public bool Has(string name) => name is "prompt" or "negative_prompt" or "seed" or "width" or "height" or "model";

    public JsonObject Fill(IReadOnlyDictionary<string, JsonNode> values, EngineOptions? options)
    {
        var graph = new JsonObject { ["1"] = Node("CheckpointLoaderSimple", ("ckpt_name", values["model"].DeepClone())) };
        var (model, clip) = (("1", 0), ("1", 1));
        foreach (var lora in options?.Loras ?? [])
        {
            var id = (graph.Count + 9).ToString(CultureInfo.InvariantCulture);
            graph[id] = Node(LoraLoader, ("lora_name", lora.Name), ("strength_model", lora.Weight), ("strength_clip", lora.Weight), ("model", Link(model)), ("clip", Link(clip)));
            (model, clip) = ((id, 0), (id, 1));
        }

        if (options?.ClipSkip is { } skip)
        {
            graph["8"] = Node("CLIPSetLastLayer", ("stop_at_clip_layer", -skip), ("clip", Link(clip)));
            clip = ("8", 0);
        }

        graph["2"] = Node("CLIPTextEncode", ("text", values["prompt"].DeepClone()), ("clip", Link(clip)));
        graph["3"] = Node("CLIPTextEncode", ("text", values["negative_prompt"].DeepClone()), ("clip", Link(clip)));
        graph["4"] = Node("EmptyLatentImage", ("width", values["width"].DeepClone()), ("height", values["height"].DeepClone()), ("batch_size", 1));
        graph["5"] = Node(
            "KSampler",
            ("model", Link(model)),
            ("positive", Link(("2", 0))),
            ("negative", Link(("3", 0))),
            ("latent_image", Link(("4", 0))),
            ("seed", values["seed"].DeepClone()),
            ("steps", options?.Steps ?? steps),
            ("cfg", options?.Guidance ?? guidance),
            ("sampler_name", options?.Sampler ?? Sampler),
            ("scheduler", options?.Scheduler ?? Scheduler),
            ("denoise", options?.Strength ?? 1));
        graph["6"] = Node("VAEDecode", ("samples", Link(("5", 0))), ("vae", Link(("1", 2))));
        graph["7"] = Node("SaveImage", ("images", Link(("6", 0))), ("filename_prefix", "darkroom"));
        return graph;
    }

    private static JsonObject Node(string nodeClass, params ImmutableArray<(string Name, JsonNode Value)> inputs) => new()
    {
        ["class_type"] = nodeClass,
        ["inputs"] = new JsonObject(inputs.Select(input => KeyValuePair.Create(input.Name, (JsonNode?)input.Value))),
    };

    private static JsonArray Link((string Node, int Output) from) => [from.Node, from.Output];
}
