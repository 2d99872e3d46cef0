using System.Collections.Immutable;
using System.Text.Json;

namespace Darkroom.Imports;

/// <summary>Finds the parameters in a graph: from the node that saves the image back to the last sampler, and from there to everything else.</summary>
internal sealed class ComfyUiReader(ComfyUiGraph graph)
{
    private static readonly string[] SamplerSettings = ["seed", "noise_seed", "noise", "steps", "cfg", "guider"];
    private static readonly string[] LatentNames = ["latent_image", "latent", "samples"];
    private static readonly string[] NumberNames = ["value", "number", "int", "float"];
    private static readonly string[] ModelFileNames = ["ckpt_name", "unet_name", "gguf_name", "model_name", "checkpoint"];

    internal ImportedParameters Read()
    {
        var sampler = graph.Ends.Select(end => graph.Back(end).FirstOrDefault(IsSampler)).FirstOrDefault(found => found is not null);
        return sampler is null ? WithoutSampler() : From(sampler);
    }

    /// <summary>Reads a graph that has another node make the image: the text nearest to its end.</summary>
    private ImportedParameters WithoutSampler() => new()
    {
        Source = ImportSource.ComfyUi,
        Prompt = graph.Ends.SelectMany(end => graph.Back(end)).Select(node => string.Join('\n', TextsOf(node, []))).FirstOrDefault(text => text.Length > 0) ?? "",
    };

    private ImportedParameters From(ComfyUiNode sampler)
    {
        var guider = graph.Find(sampler["guider"]) ?? sampler;
        var sigmas = graph.Find(sampler["sigmas"]) is { } schedule ? graph.Back(schedule).FirstOrDefault(node => node["steps"] is not null) : null;
        var seed = Value(sampler, "seed") ?? Value(sampler, "noise_seed") ?? (graph.Find(sampler["noise"]) is { } noise ? Value(noise, "noise_seed") : null);
        var positive = guider["positive"] ?? guider["conditioning"];
        var (model, loras, weights) = ModelOf(graph.Find(guider["model"]) ?? graph.Find(sampler["model"]));
        return new ImportedParameters
        {
            Source = ImportSource.ComfyUi,
            Prompt = string.Join('\n', ConditionTexts(positive).Distinct(StringComparer.Ordinal)),
            NegativePrompt = string.Join('\n', ConditionTexts(guider["negative"]).Distinct(StringComparer.Ordinal)),
            Seed = seed?.Integer(),
            Steps = (Value(sampler, "steps") ?? (sigmas is null ? null : Value(sigmas, "steps")))?.Count(),
            CfgScale = Value(guider, "cfg")?.Number(),
            Sampler = sampler["sampler_name"]?.Text ?? graph.Find(sampler["sampler"])?["sampler_name"]?.Text,
            Model = model,
            Loras = loras,
            LoraWeights = weights,
            Size = LatentNames.Select(name => graph.Find(sampler[name])).OfType<ComfyUiNode>().SelectMany(node => graph.Back(node)).Select(SizeOf).FirstOrDefault(size => size is not null),
            Others =
            [
                .. Other("scheduler", Value(sampler, "scheduler") ?? (sigmas is null ? null : Value(sigmas, "scheduler"))),
                .. Other("denoise", Value(sampler, "denoise")),
                .. Other("guidance", graph.Find(positive) is { } condition ? graph.Back(condition).Select(node => Value(node, "guidance")).FirstOrDefault(value => value is not null) : null),
                .. Other("seed", seed?.Integer() is null ? seed : null),
            ],
        };
    }

    /// <summary>Recognises samplers by their inputs, because many packages have nodes of their own.</summary>
    private static bool IsSampler(ComfyUiNode node) =>
        LatentNames.Any(node.HasLink) && SamplerSettings.Any(name => node[name] is not null)
        && (node.HasLink("positive") || node.HasLink("guider") || node.HasLink("conditioning"));

    private static IEnumerable<KeyValuePair<string, string>> Other(string name, JsonElement? value) =>
        value is { ValueKind: JsonValueKind.String or JsonValueKind.Number } known ? [KeyValuePair.Create(name, known.ToText())] : [];

    /// <summary>Returns the value of an input, also if it comes from a node that only holds one; null if it is missing.</summary>
    private JsonElement? Value(ComfyUiNode node, string name)
    {
        if (node[name] is not { } input)
        {
            return null;
        }

        return graph.Find(input) is { } source
            ? graph.Back(source).SelectMany(one => NumberNames.Prepend(name).Select(each => one[each])).FirstOrDefault(value => value is { Node: null, Value.ValueKind: JsonValueKind.Number })?.Value
            : input.Node is null && input.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? input.Value : null;
    }

    private IEnumerable<string> ConditionTexts(ComfyUiInput? condition)
    {
        var seen = new HashSet<(string, bool)>();
        return condition is { } input ? ConditionTexts(input, seen, depth: 0) : [];
    }

    private IEnumerable<string> ConditionTexts(ComfyUiInput input, HashSet<(string, bool)> seen, int depth)
    {
        if (graph.Find(input) is not { } node || node.Class == "ConditioningZeroOut" || !seen.Add((node.Id, input.Slot == 1)) || depth == ComfyUiGraph.MaxDepth)
        {
            return [];
        }

        // A node that changes both, such as a ControlNet, passes them through in this order.
        if (node.HasLink("positive") && node.HasLink("negative"))
        {
            return ConditionTexts(node[input.Slot == 1 ? "negative" : "positive"]!.Value, seen, depth + 1);
        }

        var own = TextsOf(node, []);
        if (own.Count > 0)
        {
            return own;
        }

        var conditions = node.Inputs.Where(one => one.Value.Node is not null && one.Key.StartsWith("cond", StringComparison.OrdinalIgnoreCase)).Select(one => one.Value).ToList();
        return (conditions.Count > 0 ? conditions : node.Links).SelectMany(one => ConditionTexts(one, seen, depth + 1)).ToList();
    }

    /// <summary>Returns the texts that a node is given, directly or by nodes that hold or join texts.</summary>
    private List<string> TextsOf(ComfyUiNode node, HashSet<string> seen)
    {
        var texts = new List<string>();
        if (!seen.Add(node.Id) || seen.Count > ComfyUiGraph.MaxDepth)
        {
            return texts;
        }

        foreach (var (name, input) in node.Inputs.Where(input => IsText(input.Key)))
        {
            if (input.Text is { } text && !string.IsNullOrWhiteSpace(text))
            {
                texts.Add(text.Trim());
            }
            else if (graph.Find(input) is { } source)
            {
                var found = TextsOf(source, seen);
                texts.AddRange(found.Count > 0 ? found : ThroughUnnamed(source, seen));
            }
        }

        return texts.Distinct(StringComparer.Ordinal).ToList();
    }

    /// <summary>Follows the links of a node that passes a text on, such as a reroute, whose input has no telling name.</summary>
    private IEnumerable<string> ThroughUnnamed(ComfyUiNode node, HashSet<string> seen) =>
        node.Links.Select(link => graph.Find(link)).OfType<ComfyUiNode>().SelectMany(source => TextsOf(source, seen));

    private static bool IsText(string name) =>
        name.StartsWith("text", StringComparison.OrdinalIgnoreCase) || name.StartsWith("string", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("prompt", StringComparison.OrdinalIgnoreCase) || name is "value" or "clip_l" or "clip_g" or "t5xxl" or "positive_prompt";

    private (string? Model, ImmutableArray<string> Loras, ImmutableDictionary<string, double> Weights) ModelOf(ComfyUiNode? start)
    {
        if (start is null)
        {
            return (null, [], ImmutableDictionary<string, double>.Empty);
        }

        var way = graph.Back(start, FollowModel).ToList();
        return (
            way.SelectMany(node => ModelFileNames.Select(name => node[name]?.Text)).FirstOrDefault(name => name is not null),
            [.. way.SelectMany(node => node.Inputs).Select(LoraOf).OfType<string>()],
            way.Select(node => (Name: node["lora_name"]?.Text, Weight: node["strength_model"]?.Value.Number()))
                .Where(one => one is { Name: not null, Weight: not null }).DistinctBy(one => one.Name)
                .ToImmutableDictionary(one => one.Name!, one => one.Weight!.Value, StringComparer.Ordinal));
    }

    private static IEnumerable<ComfyUiInput> FollowModel(ComfyUiNode node)
    {
        var models = node.Inputs.Where(input => input.Value.Node is not null && input.Key.Contains("model", StringComparison.OrdinalIgnoreCase)).Select(input => input.Value).ToList();
        return models.Count > 0 ? models : node.Links;
    }

    /// <summary>Returns the file of a LoRA input, which is a name, or an object if a node loads several; null if it is none or off.</summary>
    private static string? LoraOf(KeyValuePair<string, ComfyUiInput> input) =>
        input.Key.StartsWith("lora_name", StringComparison.Ordinal) ? input.Value.Text
        : input.Value is { Node: null, Value: { ValueKind: JsonValueKind.Object } entry } && entry.Find("on")?.ValueKind != JsonValueKind.False ? entry.FindText("lora")
        : null;

    private static PixelSize? SizeOf(ComfyUiNode node) =>
        node["width"] is { Node: null } width && node["height"] is { Node: null } height
        && width.Value.Count() is > 0 and <= 99_999 and { } across && height.Value.Count() is > 0 and <= 99_999 and { } down
            ? new PixelSize(across, down)
            : null;
}
