using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Darkroom.Providers.ComfyUi;

/// <summary>A graph in ComfyUI's API format, with placeholders.</summary>
internal sealed partial class ComfyUiWorkflow
{
    private const long MaxFileLength = 4 * 1024 * 1024;

    private static readonly FrozenSet<string> KnownPlaceholders =
        FrozenSet.Create("prompt", "negative_prompt", "seed", "width", "height", "model", "image", "mask");

    // ComfyUI replaces these itself, in file names.
    private static readonly FrozenSet<string> Reserved = FrozenSet.Create("year", "month", "day", "hour", "minute", "second", "batch_num");

    private readonly JsonObject _graph;
    private readonly FrozenSet<string> _placeholders;

    private ComfyUiWorkflow(JsonObject graph, FrozenSet<string> taken) => (_graph, _placeholders) = (graph, taken);

    /// <summary>The relative amount of work of each node: its number of steps, or 1.</summary>
    public ImmutableDictionary<string, int> Weights => _graph.ToImmutableDictionary(
        node => node.Key, node => Integer(InputsOf(node.Value)["steps"]) is { } steps and > 0 and <= 10_000 ? steps : 1);

    /// <summary>The fixed size in the workflow; null if it has a placeholder for the size or none is given.</summary>
    public PixelSize? FixedSize => Has("width") || Has("height") ? null : _graph
        .Select(node => InputsOf(node.Value))
        .Select(inputs => (Width: Integer(inputs["width"]), Height: Integer(inputs["height"])))
        .Where(size => size is { Width: > 0, Height: > 0 })
        .Select(size => (PixelSize?)new PixelSize(size.Width!.Value, size.Height!.Value))
        .FirstOrDefault();

    /// <summary>The node's input that holds the model's placeholder; null if there is none.</summary>
    public (string NodeClass, string Input)? ModelInput => _graph
        .SelectMany(node => InputsOf(node.Value).Select(input => (Node: node.Value!, Input: input)))
        .Where(each => Text(each.Input.Value) == "%model%")
        .Select(each => ((string, string)?)(Text(each.Node["class_type"])!, each.Input.Key))
        .FirstOrDefault();

    /// <summary>Reads the operator's file.</summary>
    /// <returns>The workflow, or the problem with it.</returns>
    public static (ComfyUiWorkflow? Workflow, string? Problem) Load(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return !file.Exists ? (null, "the file does not exist")
                : file.Length > MaxFileLength ? (null, "the file is larger than 4 MiB, so it is not a workflow")
                : Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return (null, "the file cannot be read");
        }
    }

    /// <inheritdoc cref="Load"/>
    /// <param name="json">The text of the file.</param>
    public static (ComfyUiWorkflow? Workflow, string? Problem) Parse(string json)
    {
        JsonObject? graph;
        try
        {
            graph = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (JsonException)
        {
            return (null, "the file is not valid JSON");
        }

        if (graph is null || graph.Count == 0 || graph.Any(node => Text((node.Value as JsonObject)?["class_type"]) is null))
        {
            return (null, graph?.ContainsKey("nodes") is true
                ? "this is the editor's format; in ComfyUI choose Workflow, Export (API)"
                : "this is not a workflow in ComfyUI's API format; in ComfyUI choose Workflow, Export (API)");
        }

        var names = Placeholders().Matches(json).Select(found => found.Groups[1].Value).Where(name => !Reserved.Contains(name)).ToFrozenSet();
        var known = string.Join(", ", KnownPlaceholders.Order(StringComparer.Ordinal).Select(name => $"%{name}%"));
        return names.FirstOrDefault(name => !KnownPlaceholders.Contains(name)) is { } unknown
            ? (null, $"the placeholder %{unknown}% is unknown; known are {known}")
            : !names.Contains("prompt") ? (null, "it has no %prompt%; put it where the prompt belongs")
            : (new ComfyUiWorkflow(graph, names), null);
    }

    /// <summary>Creates the built-in workflow: text to image with one checkpoint.</summary>
    public static ComfyUiWorkflow BuiltIn(int steps, double cfg) => Parse(string.Create(CultureInfo.InvariantCulture, $$"""
        {
          "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "%model%"} },
          "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "%prompt%", "clip": ["1", 1]} },
          "3": {"class_type": "CLIPTextEncode", "inputs": {"text": "%negative_prompt%", "clip": ["1", 1]} },
          "4": {"class_type": "EmptyLatentImage", "inputs": {"width": "%width%", "height": "%height%", "batch_size": 1} },
          "5": {"class_type": "KSampler", "inputs": {
            "model": ["1", 0], "positive": ["2", 0], "negative": ["3", 0], "latent_image": ["4", 0],
            "seed": "%seed%", "steps": {{steps}}, "cfg": {{cfg}}, "sampler_name": "euler", "scheduler": "normal", "denoise": 1} },
          "6": {"class_type": "VAEDecode", "inputs": {"samples": ["5", 0], "vae": ["1", 2]} },
          "7": {"class_type": "SaveImage", "inputs": {"images": ["6", 0], "filename_prefix": "darkroom"} }
        }
        """)).Workflow!;

    /// <summary>Whether the workflow has a placeholder, such as <c>seed</c>.</summary>
    public bool Has(string name) => _placeholders.Contains(name);

    /// <summary>Returns the graph with all placeholders replaced: one that stands alone by its typed value, others by text.</summary>
    public JsonObject Fill(IReadOnlyDictionary<string, JsonNode> values)
    {
        var graph = (JsonObject)_graph.DeepClone();
        FillIn(graph, values);
        return graph;
    }

    private static JsonNode? FillIn(JsonNode? node, IReadOnlyDictionary<string, JsonNode> values)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    members[name] = FillValue(value, values);
                }

                break;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    list[i] = FillValue(list[i], values);
                }

                break;
        }

        return node;
    }

    private static JsonNode? FillValue(JsonNode? node, IReadOnlyDictionary<string, JsonNode> values)
    {
        if (Text(node) is not { } text)
        {
            return FillIn(node, values)?.DeepClone();
        }

        return text is ['%', .., '%'] && values.TryGetValue(text[1..^1], out var whole)
            ? whole.DeepClone()
            : Placeholders().Replace(text, found => values.TryGetValue(found.Groups[1].Value, out var part) ? part.ToString() : found.Value);
    }

    private static JsonObject InputsOf(JsonNode? node) => node?["inputs"] as JsonObject ?? [];

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : null;

    private static int? Integer(JsonNode? node) => node is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;

    [GeneratedRegex("%([a-z_]+)%", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholders();
}
