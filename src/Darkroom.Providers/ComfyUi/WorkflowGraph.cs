using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using static Darkroom.Providers.ComfyUi.ComfyUiNodes;

namespace Darkroom.Providers.ComfyUi;

/// <summary>A workflow of the operator's as a graph in ComfyUI's API format: what its inputs are, and what they probably mean.</summary>
public sealed class WorkflowGraph
{
    private const int MaxNodes = 1000;
    private const int MaxIdLength = 100;
    private const int MaxShown = 500;
    private const int MaxDepth = 20;
    private static readonly string[] TextInputs = ["text", "prompt", "string", "value", "t5xxl"];
    private readonly JsonObject _graph;

    private WorkflowGraph(JsonObject graph) => _graph = graph;

    /// <summary>The inputs that have values, at most 500: others come from nodes.</summary>
    public IEnumerable<WorkflowValue> Values => _graph
        .SelectMany(node => InputsOf(node.Value).Where(input => input.Value is JsonValue).Select(input => ValueOf(node.Key, input.Key, input.Value!)))
        .Take(MaxShown);

    /// <summary>Reads a file.</summary>
    /// <returns>The graph, or the problem with it as a part of a sentence.</returns>
    public static (WorkflowGraph? Graph, string? Problem) Read(string json)
    {
        if (json.Length > Workflow.MaxGraphLength)
        {
            return (null, "the file is larger than 1 MiB");
        }

        var (graph, problem) = ComfyUiWorkflow.ReadGraph(json);
        return graph is null ? (null, problem)
            : graph.Count > MaxNodes ? (null, $"it has more than {MaxNodes:N0} nodes")
            : graph.Any(node => node.Key.Length is 0 or > MaxIdLength || InputsOf(node.Value).Any(input => input.Key.Length is 0 or > MaxIdLength))
                ? (null, "its nodes or inputs have names that are too long")
            : (new WorkflowGraph(graph), null);
    }

    /// <summary>Returns the graph as compact JSON.</summary>
    public override string ToString() => _graph.ToJsonString();

    /// <summary>Returns the value of an input; null if there is no such input, or if it comes from a node.</summary>
    public WorkflowValue? Find(string node, string input) => InputsOf(_graph[node])[input] is JsonValue value ? ValueOf(node, input, value) : null;

    /// <summary>Returns those of the inputs that also this graph has, for the graph that replaces another one.</summary>
    public ImmutableArray<WorkflowInput> Keep(ImmutableArray<WorkflowInput> inputs) => [.. inputs.Where(one => Find(one.Node, one.Input) is not null)];

    /// <summary>Returns what the inputs probably mean, by the classes of their nodes and by what they are connected to.</summary>
    public ImmutableArray<WorkflowInput> Propose()
    {
        var found = new List<WorkflowInput>();
        var sampler = _graph.FirstOrDefault(node => IsLink(node.Value, "positive") && IsLink(node.Value, "negative") && InputsOf(node.Value).ContainsKey("latent_image"));
        Add(TextOf(sampler.Value, "positive"), WorkflowTarget.Prompt);
        Add(TextOf(sampler.Value, "negative"), WorkflowTarget.NegativePrompt);
        var guider = _graph.FirstOrDefault(node => ClassOf(node.Value).Contains("Guider", StringComparison.Ordinal));
        Add(TextOf(guider.Value, "conditioning") ?? TextOf(guider.Value, "positive"), WorkflowTarget.Prompt);
        Add(TextOf(guider.Value, "negative"), WorkflowTarget.NegativePrompt);
        if (!found.Exists(one => one.Target is WorkflowTarget.Prompt))
        {
            var texts = _graph.Where(node => ClassOf(node.Value).StartsWith("CLIPTextEncode", StringComparison.Ordinal)).Select(node => Own(node.Key));
            Add(texts.FirstOrDefault(one => one is not null), WorkflowTarget.Prompt);
        }

        foreach (var (id, node) in _graph)
        {
            foreach (var (input, target) in TargetsOf(ClassOf(node)))
            {
                Add(InputsOf(node)[input] is JsonValue ? (id, input) : null, target);
            }

            var inputs = InputsOf(node);
            if (ClassOf(node).Contains("Latent", StringComparison.Ordinal) && inputs["width"] is JsonValue && inputs["height"] is JsonValue)
            {
                Add((id, "width"), WorkflowTarget.Width);
                Add((id, "height"), WorkflowTarget.Height);
            }
        }

        return [.. found.Take(WorkflowInput.MaxCount)];

        void Add((string Node, string Input)? place, WorkflowTarget target)
        {
            var several = target is WorkflowTarget.Image or WorkflowTarget.Seed or WorkflowTarget.Width or WorkflowTarget.Height;
            if (place is var (node, input) && !found.Exists(one => (one.Node == node && one.Input == input) || (!several && one.Target == target)))
            {
                found.Add(new WorkflowInput(node, input, target));
            }
        }
    }

    /// <summary>The first size in the graph; null if it has none.</summary>
    internal PixelSize? FixedSize => ComfyUiWorkflow.FixedSizeOf(_graph);

    /// <summary>Returns a copy of the graph.</summary>
    internal JsonObject Copy() => (JsonObject)_graph.DeepClone();

    private static IEnumerable<(string Input, WorkflowTarget Target)> TargetsOf(string nodeClass) => nodeClass switch
    {
        "KSampler" or "KSamplerAdvanced" =>
        [
            ("seed", WorkflowTarget.Seed), ("noise_seed", WorkflowTarget.Seed), ("steps", WorkflowTarget.Steps), ("cfg", WorkflowTarget.Guidance),
            ("sampler_name", WorkflowTarget.Sampler), ("scheduler", WorkflowTarget.Scheduler), ("denoise", WorkflowTarget.Strength),
        ],
        "SamplerCustom" => [("noise_seed", WorkflowTarget.Seed), ("cfg", WorkflowTarget.Guidance)],
        "RandomNoise" => [("noise_seed", WorkflowTarget.Seed)],
        "BasicScheduler" => [("steps", WorkflowTarget.Steps), ("scheduler", WorkflowTarget.Scheduler), ("denoise", WorkflowTarget.Strength)],
        "KSamplerSelect" => [("sampler_name", WorkflowTarget.Sampler)],
        "CFGGuider" => [("cfg", WorkflowTarget.Guidance)],
        "FluxGuidance" => [("guidance", WorkflowTarget.Guidance)],
        "LoadImage" => [("image", WorkflowTarget.Image)],
        _ => [],
    };

    /// <summary>Returns the text that an input comes from, through nodes that pass conditions on.</summary>
    private (string Node, string Input)? TextOf(JsonNode? node, string input)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var from = LinkOf(node, input); from is not null && seen.Add(from) && seen.Count <= MaxDepth;)
        {
            if (Own(from) is { } own)
            {
                return own;
            }

            var next = _graph[from];
            from = LinkOf(next, input) ?? LinkOf(next, "conditioning") ?? LinkOf(next, "text") ?? LinkOf(next, "positive");
        }

        return null;
    }

    private (string Node, string Input)? Own(string node) => TextInputs
        .Where(input => Text(InputsOf(_graph[node])[input]) is not null).Select(input => ((string, string)?)(node, input)).FirstOrDefault();

    private static bool IsLink(JsonNode? node, string input) => LinkOf(node, input) is not null;

    private static string? LinkOf(JsonNode? node, string input) => InputsOf(node)[input] is JsonArray { Count: 2 } link
        ? Text(link[0]) ?? Integer(link[0])?.ToString(CultureInfo.InvariantCulture)
        : null;

    private static string ClassOf(JsonNode? node) => Text((node as JsonObject)?["class_type"]) ?? "";

    private static string? TitleOf(JsonNode? node) => Text(((node as JsonObject)?["_meta"] as JsonObject)?["title"]);

    private WorkflowValue ValueOf(string node, string input, JsonNode value) =>
        new(node, ClassOf(_graph[node]), TitleOf(_graph[node]), input, value.GetValueKind(), ToText(value));

    private static string ToText(JsonNode value) => Text(value) ?? value.ToJsonString();
}

/// <summary>An input of a node with its value.</summary>
/// <param name="Title">The title of the node, if it has one.</param>
/// <param name="Kind">The JSON type of the value.</param>
public sealed record WorkflowValue(string Node, string Class, string? Title, string Input, JsonValueKind Kind, string Value);
