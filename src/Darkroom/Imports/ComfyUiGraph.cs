using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Darkroom.Imports;

/// <summary>A workflow of ComfyUI as a graph: nodes whose inputs are values or outputs of other nodes.</summary>
internal sealed class ComfyUiGraph
{
    private const int MaxNodes = 10_000;
    private const int MaxEnds = 64;

    /// <summary>The number of links that are followed from one node.</summary>
    internal const int MaxDepth = 64;

    private const int Muted = 2;

    /// <summary>The inputs that the widgets of a node are, in the order of their values in a workflow; empty for one that is no input.</summary>
    private static readonly Dictionary<string, string[]> Widgets = new(StringComparer.Ordinal)
    {
        ["BasicScheduler"] = ["scheduler", "steps", "denoise"],
        ["CFGGuider"] = ["cfg"],
        ["CheckpointLoaderSimple"] = ["ckpt_name"],
        ["CLIPTextEncode"] = ["text"],
        ["EmptyLatentImage"] = ["width", "height"],
        ["EmptySD3LatentImage"] = ["width", "height"],
        ["FluxGuidance"] = ["guidance"],
        ["KSampler"] = ["seed", "", "steps", "cfg", "sampler_name", "scheduler", "denoise"],
        ["KSamplerAdvanced"] = ["", "noise_seed", "", "steps", "cfg", "sampler_name", "scheduler"],
        ["KSamplerSelect"] = ["sampler_name"],
        ["LoraLoader"] = ["lora_name"],
        ["LoraLoaderModelOnly"] = ["lora_name"],
        ["PrimitiveNode"] = ["value"],
        ["RandomNoise"] = ["noise_seed"],
        ["UNETLoader"] = ["unet_name"],
    };

    private readonly Dictionary<string, ComfyUiNode> _nodes;

    private ComfyUiGraph(IEnumerable<ComfyUiNode> nodes)
    {
        _nodes = [];
        foreach (var node in nodes.Take(MaxNodes))
        {
            _nodes.TryAdd(node.Id, node);
        }
    }

    /// <summary>Nodes that nothing follows, those that save an image first.</summary>
    internal IEnumerable<ComfyUiNode> Ends
    {
        get
        {
            var used = _nodes.Values.SelectMany(node => node.Inputs).Select(input => input.Value.Node).OfType<string>().ToHashSet(StringComparer.Ordinal);
            return _nodes.Values.Where(node => !used.Contains(node.Id))
                .OrderByDescending(node => node.Class.StartsWith("SaveImage", StringComparison.Ordinal))
                .ThenByDescending(node => node.Class.Contains("Save", StringComparison.Ordinal)).Take(MaxEnds);
        }
    }

    /// <summary>Reads a graph as it is sent to the API; null if the JSON is not one.</summary>
    internal static ComfyUiGraph? ReadApi(JsonElement json)
    {
        var nodes = json.EnumerateObject().Where(node => node.Value.FindText("class_type") is not null && node.Value.FindObject("inputs") is not null)
            .Select(node => new ComfyUiNode(
                node.Name,
                node.Value.FindText("class_type")!,
                [.. node.Value.FindObject("inputs")!.Value.EnumerateObject().Select(input => KeyValuePair.Create(input.Name, ComfyUiInput.From(input.Value)))]));
        return From(nodes);
    }

    /// <summary>Reads a graph as the editor saves it; null if the JSON is not one. Only the widgets of common nodes have names.</summary>
    internal static ComfyUiGraph? ReadWorkflow(JsonElement json)
    {
        if (json.Find("nodes") is not { ValueKind: JsonValueKind.Array } nodes || json.Find("links") is not { ValueKind: JsonValueKind.Array } links)
        {
            return null;
        }

        var sources = new Dictionary<string, ComfyUiInput>(StringComparer.Ordinal);
        foreach (var link in links.EnumerateArray().Where(link => link.ValueKind == JsonValueKind.Array && link.GetArrayLength() >= 3))
        {
            sources[link[0].ToText()] = new ComfyUiInput(link[1].ToText(), link[2].Count() ?? 0, default);
        }

        return From(nodes.EnumerateArray().Where(node => node.Find("id") is not null && node.FindText("type") is not null && node.Find("mode")?.Count() != Muted)
            .Select(node => new ComfyUiNode(node.Find("id")!.Value.ToText(), node.FindText("type")!, [.. Linked(node, sources), .. Typed(node)])));
    }

    /// <summary>Returns a node and all that its inputs come from, the nearest first, each once.</summary>
    /// <param name="follow">Returns the inputs to follow from a node; null to follow all.</param>
    internal IEnumerable<ComfyUiNode> Back(ComfyUiNode start, Func<ComfyUiNode, IEnumerable<ComfyUiInput>>? follow = null)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { start.Id };
        var waiting = new Queue<(ComfyUiNode Node, int Depth)>([(start, 0)]);
        while (waiting.TryDequeue(out var next))
        {
            yield return next.Node;
            foreach (var input in next.Depth == MaxDepth ? [] : follow?.Invoke(next.Node) ?? next.Node.Links)
            {
                if (Find(input) is { } node && seen.Add(node.Id))
                {
                    waiting.Enqueue((node, next.Depth + 1));
                }
            }
        }
    }

    /// <summary>Returns the node that an input comes from; null for a value.</summary>
    internal ComfyUiNode? Find(ComfyUiInput? input) => input is { Node: { } id } ? _nodes.GetValueOrDefault(id) : null;

    private static ComfyUiGraph? From(IEnumerable<ComfyUiNode> nodes) => new ComfyUiGraph(nodes) is { _nodes.Count: > 0 } graph ? graph : null;

    private static IEnumerable<KeyValuePair<string, ComfyUiInput>> Linked(JsonElement node, Dictionary<string, ComfyUiInput> sources)
    {
        if (node.Find("inputs") is not { ValueKind: JsonValueKind.Array } inputs)
        {
            yield break;
        }

        foreach (var input in inputs.EnumerateArray())
        {
            if (input.FindText("name") is { } name && input.Find("link") is { } link && sources.TryGetValue(link.ToText(), out var source))
            {
                yield return KeyValuePair.Create(name, source);
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, ComfyUiInput>> Typed(JsonElement node) =>
        node.Find("widgets_values") is { ValueKind: JsonValueKind.Array } values && Widgets.TryGetValue(node.FindText("type")!, out var names)
            ? names.Zip(values.EnumerateArray(), (name, value) => KeyValuePair.Create(name, ComfyUiInput.From(value)))
            : [];
}

/// <summary>One node. If an input is both linked and typed, the link comes first.</summary>
internal sealed record ComfyUiNode(string Id, string Class, ImmutableArray<KeyValuePair<string, ComfyUiInput>> Inputs)
{
    internal IEnumerable<ComfyUiInput> Links => Inputs.Select(input => input.Value).Where(input => input.Node is not null);

    internal ComfyUiInput? this[string name]
    {
        get
        {
            foreach (var input in Inputs)
            {
                if (input.Key == name)
                {
                    return input.Value;
                }
            }

            return null;
        }
    }

    internal bool HasLink(string name) => this[name]?.Node is not null;
}

/// <summary>The input of a node.</summary>
/// <param name="Node">The id of the node that it comes from; null for a value.</param>
/// <param name="Slot">The number of that node's output.</param>
/// <param name="Value">The value, if it comes from no node.</param>
internal readonly record struct ComfyUiInput(string? Node, int Slot, JsonElement Value)
{
    internal static ComfyUiInput From(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == 2 && json[1].Count() is { } slot && json[0].ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? new ComfyUiInput(json[0].ToText(), slot, default)
            : new ComfyUiInput(null, 0, json);

    internal string? Text => Node is null && Value.ValueKind == JsonValueKind.String ? Value.GetString() : null;
}
