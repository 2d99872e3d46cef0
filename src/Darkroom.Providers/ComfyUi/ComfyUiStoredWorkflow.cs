using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Darkroom.Providers.ComfyUi;

/// <summary>A workflow that the operator stored, with the inputs that a request fills in. All others keep their values.</summary>
internal sealed class ComfyUiStoredWorkflow : IComfyUiWorkflow
{
    private readonly WorkflowGraph _graph;
    private readonly ImmutableArray<WorkflowInput> _inputs;

    private ComfyUiStoredWorkflow(WorkflowGraph graph, ImmutableArray<WorkflowInput> inputs)
    {
        (_graph, _inputs) = (graph, graph.Keep(inputs));
        Images = _inputs.Count(input => input.Target is WorkflowTarget.Image);
        Capabilities = CapabilitiesOf();
    }

    public (string NodeClass, string Input)? ModelInput => null;

    public int Images { get; }

    public ProviderCapabilities Capabilities { get; }

    /// <returns>Null if the stored graph cannot be read.</returns>
    public static ComfyUiStoredWorkflow? From(Workflow workflow) =>
        WorkflowGraph.Read(workflow.Graph).Graph is { } graph ? new ComfyUiStoredWorkflow(graph, WorkflowInput.Read(workflow.Inputs)) : null;

    public bool Has(string name) => name switch
    {
        "mask" => Takes(WorkflowTarget.Mask),
        "seed" => Takes(WorkflowTarget.Seed),
        "negative_prompt" => Takes(WorkflowTarget.NegativePrompt),
        _ => false,
    };

    public JsonObject Fill(IReadOnlyDictionary<string, JsonNode> values, EngineOptions? options)
    {
        var (graph, images) = (_graph.Copy(), 0);
        foreach (var input in _inputs)
        {
            var inputs = ComfyUiNodes.InputsOf(graph[input.Node]);
            JsonNode? value = input.Target switch
            {
                WorkflowTarget.Prompt => values["prompt"],
                WorkflowTarget.NegativePrompt => ComfyUiNodes.Text(values["negative_prompt"]) is { Length: > 0 } negative ? negative : null,
                WorkflowTarget.Width => values["width"],
                WorkflowTarget.Height => values["height"],
                WorkflowTarget.Seed => values["seed"],
                WorkflowTarget.Image => values[ComfyUiNodes.ImageName(images++)],
                WorkflowTarget.Mask => values["mask"],
                WorkflowTarget.Steps => options?.Steps,
                WorkflowTarget.Guidance => options?.Guidance,
                WorkflowTarget.Sampler => options?.Sampler,
                WorkflowTarget.Scheduler => options?.Scheduler,
                WorkflowTarget.Strength => options?.Strength,
                WorkflowTarget.Field => options?.Fields?.GetValueOrDefault(input.Field!.Name) is { } text ? Typed(text, inputs[input.Input]) : null,
                _ => null,
            };
            if (value is not null)
            {
                inputs[input.Input] = value.DeepClone();
            }
        }

        return graph;
    }

    /// <summary>Returns a field's value in the type of the value that it replaces.</summary>
    private static JsonNode Typed(string text, JsonNode? replaced) => replaced?.GetValueKind() switch
    {
        JsonValueKind.Number when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        JsonValueKind.Number when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        JsonValueKind.True or JsonValueKind.False when bool.TryParse(text, out var flag) => flag,
        _ => text,
    };

    private bool Takes(WorkflowTarget target) => _inputs.Any(input => input.Target == target);

    private ProviderCapabilities CapabilitiesOf() => new()
    {
        Sizes = Takes(WorkflowTarget.Width) && Takes(WorkflowTarget.Height)
            ? ComfyUiCapabilities.AnySize
            : ComfyUiCapabilities.OnlySize(_graph.FixedSize),
        PartialImages = 3,
        Steps = true,
        Seed = Takes(WorkflowTarget.Seed),
        NegativePrompt = Takes(WorkflowTarget.NegativePrompt),
        Edits = Images > 0 ? new EditRule(Images, Takes(WorkflowTarget.Mask)) : null,
        Options = new EngineOptionsRule
        {
            Steps = Number(WorkflowTarget.Steps, ComfyUiCapabilities.Steps),
            Guidance = Number(WorkflowTarget.Guidance, ComfyUiCapabilities.Guidance),
            Strength = Number(WorkflowTarget.Strength, ComfyUiCapabilities.Strength),
            Sampler = Name(WorkflowTarget.Sampler),
            Scheduler = Name(WorkflowTarget.Scheduler),
            Fields = [.. _inputs.Select(input => input.Field).OfType<NamedField>().DistinctBy(field => field.Name)],
        },
    };

    /// <summary>Returns the rule of an option with the workflow's own value as the default; null if no input takes it.</summary>
    private NumberRule? Number(WorkflowTarget target, NumberRule rule) => !Takes(target) ? null
        : double.TryParse(ValueOf(target), NumberStyles.Float, CultureInfo.InvariantCulture, out var own) && rule.Allows(own) ? rule with { Default = own }
        : rule;

    private NameRule? Name(WorkflowTarget target) => Takes(target) ? new NameRule(ValueOf(target)) : null;

    private string? ValueOf(WorkflowTarget target) => _inputs.FirstOrDefault(input => input.Target == target) is { } first ? _graph.Find(first.Node, first.Input)?.Value : null;
}
