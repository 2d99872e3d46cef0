using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using static Darkroom.Providers.ComfyUi.ComfyUiNodes;

namespace Darkroom.Providers.ComfyUi;

/// <summary>A graph in ComfyUI's API format, with placeholders.</summary>
internal sealed partial class ComfyUiWorkflow : IComfyUiWorkflow
{
    /// <summary>Why JSON is not a workflow, for messages.</summary>
    public const string EditorFormat = "this is the editor's format; in ComfyUI choose Workflow, Export (API)";

    private const string NotAWorkflow = "this is not a workflow in ComfyUI's API format; in ComfyUI choose Workflow, Export (API)";
    private const long MaxFileLength = 4 * 1024 * 1024;

    private static readonly FrozenSet<string> KnownPlaceholders =
        FrozenSet.Create("prompt", "negative_prompt", "seed", "width", "height", "model", "image", "mask");

    // ComfyUI replaces these itself, in file names.
    private static readonly FrozenSet<string> Reserved = FrozenSet.Create("year", "month", "day", "hour", "minute", "second", "batch_num");

    private readonly JsonObject _graph;
    private readonly FrozenSet<string> _placeholders;

    private ComfyUiWorkflow(JsonObject graph, FrozenSet<string> taken)
    {
        (_graph, _placeholders) = (graph, taken);
        Capabilities = new ProviderCapabilities
        {
            Sizes = Has("width") && Has("height") ? ComfyUiCapabilities.AnySize : ComfyUiCapabilities.OnlySize(FixedSizeOf(graph)),
            OtherModels = Has("model"),
            PartialImages = 3,
            Steps = true,
            Seed = Has("seed"),
            NegativePrompt = Has("negative_prompt"),
            Edits = Images > 0 ? new EditRule(Images, Has("mask")) : null,
        };
    }

    /// <summary>What follows from its placeholders.</summary>
    public ProviderCapabilities Capabilities { get; }

    public int Images => Has("image") ? 1 : 0;

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
        var (graph, problem) = ReadGraph(json);
        if (graph is null)
        {
            return (null, problem);
        }

        var names = Placeholders().Matches(json).Select(found => found.Groups[1].Value).Where(name => !Reserved.Contains(name)).ToFrozenSet();
        var known = string.Join(", ", KnownPlaceholders.Order(StringComparer.Ordinal).Select(name => $"%{name}%"));
        return names.FirstOrDefault(name => !KnownPlaceholders.Contains(name)) is { } unknown
            ? (null, $"the placeholder %{unknown}% is unknown; known are {known}")
            : !names.Contains("prompt") ? (null, "it has no %prompt%; put it where the prompt belongs")
            : (new ComfyUiWorkflow(graph, names), null);
    }

    /// <summary>Reads a graph, with or without placeholders.</summary>
    /// <returns>The graph, or the problem with it.</returns>
    public static (JsonObject? Graph, string? Problem) ReadGraph(string json)
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

        return graph is { Count: > 0 } && graph.All(node => Text((node.Value as JsonObject)?["class_type"]) is not null)
            ? (graph, null)
            : (null, graph?.ContainsKey("nodes") is true ? EditorFormat : NotAWorkflow);
    }

    /// <summary>Returns the first size in a graph that has one; null if none is given.</summary>
    public static PixelSize? FixedSizeOf(JsonObject graph) => graph
        .Select(node => InputsOf(node.Value))
        .Select(inputs => (Width: Integer(inputs["width"]), Height: Integer(inputs["height"])))
        .Where(size => size is { Width: > 0, Height: > 0 })
        .Select(size => (PixelSize?)new PixelSize(size.Width!.Value, size.Height!.Value))
        .FirstOrDefault();

    /// <summary>Whether the workflow has a placeholder, such as <c>seed</c>.</summary>
    public bool Has(string name) => _placeholders.Contains(name);

    /// <summary>Returns the graph with all placeholders replaced: one that stands alone by its typed value, others by text.</summary>
    public JsonObject Fill(IReadOnlyDictionary<string, JsonNode> values, EngineOptions? options)
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

    [GeneratedRegex("%([a-z_]+)%", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholders();
}
