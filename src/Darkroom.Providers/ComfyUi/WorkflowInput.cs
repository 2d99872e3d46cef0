using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Darkroom.Providers.ComfyUi;

/// <summary>What a request fills an input of a workflow with.</summary>
[JsonConverter(typeof(SnakeCaseNames<WorkflowTarget>))]
public enum WorkflowTarget
{
    Prompt,
    NegativePrompt,
    Width,
    Height,
    Seed,

    /// <summary>An image to work from: the first such input gets the first one.</summary>
    Image,
    Mask,
    Steps,
    Guidance,
    Sampler,
    Scheduler,
    Strength,

    /// <summary>A field of its own.</summary>
    Field,
}

/// <summary>An input of a workflow that a request fills in.</summary>
/// <param name="Node">The id of the node.</param>
/// <param name="Input">The name of the input.</param>
public sealed record WorkflowInput(string Node, string Input, WorkflowTarget Target)
{
    /// <summary>The maximum number of inputs that one workflow maps.</summary>
    public const int MaxCount = 64;

    /// <summary>The field, if that is the target.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NamedField? Field { get; init; }

    public static string Write(ImmutableArray<WorkflowInput> inputs) => JsonSerializer.Serialize(inputs, WorkflowJson.Default.ImmutableArrayWorkflowInput);

    /// <summary>Reads what <see cref="Write"/> wrote; empty if it is something else.</summary>
    public static ImmutableArray<WorkflowInput> Read(string json)
    {
        try
        {
            var inputs = JsonSerializer.Deserialize(json, WorkflowJson.Default.ImmutableArrayWorkflowInput);
            return inputs.IsDefault ? [] : [.. inputs.Where(one => one is { Node: not null, Input: not null } && one.Target is WorkflowTarget.Field == one.Field is not null)];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ImmutableArray<WorkflowInput>))]
internal sealed partial class WorkflowJson : JsonSerializerContext;
