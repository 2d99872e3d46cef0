using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Darkroom.Providers;

/// <summary>Which <see cref="EngineOptions"/> a model has; null for those that it does not have.</summary>
public sealed record EngineOptionsRule
{
    public static EngineOptionsRule None { get; } = new();

    public NumberRule? Steps { get; init; }

    public NumberRule? Guidance { get; init; }

    public NameRule? Sampler { get; init; }

    public NameRule? Scheduler { get; init; }

    /// <summary>If the model accepts images, the strength says how much of them changes, and needs at least one.</summary>
    public NumberRule? Strength { get; init; }

    /// <summary>The maximum number of LoRAs; 0 if they are not supported.</summary>
    public int MaxLoras { get; init; }

    public NumberRule? ClipSkip { get; init; }

    /// <summary>The fields that the operator gave a workflow.</summary>
    public ImmutableArray<NamedField> Fields { get; init; } = [];

    [JsonIgnore]
    public bool IsEmpty => this is { Steps: null, Guidance: null, Sampler: null, Scheduler: null, Strength: null, MaxLoras: 0, ClipSkip: null, Fields.IsEmpty: true };

    /// <summary>Returns options with the known defaults filled in, so that they are stored with the image; null if none is set.</summary>
    /// <param name="hasImages">Whether there are images to work from.</param>
    public EngineOptions? Complete(EngineOptions? options, bool hasImages)
    {
        var given = options ?? new EngineOptions();
        var complete = given with
        {
            Steps = given.Steps ?? (int?)Steps?.Default,
            Guidance = given.Guidance ?? Guidance?.Default,
            Sampler = given.Sampler ?? Sampler?.Default,
            Scheduler = given.Scheduler ?? Scheduler?.Default,
            Strength = given.Strength ?? (hasImages ? Strength?.Default : null),
            Loras = given.Loras is { IsDefaultOrEmpty: false } loras ? loras : null,
            Fields = Fields.IsEmpty ? null : Fields.Where(field => field.Default is not null)
                .ToImmutableSortedDictionary(field => field.Name, field => field.Default!, StringComparer.Ordinal)
                .SetItems(given.Fields ?? ImmutableSortedDictionary<string, string>.Empty),
            Unknown = null,
        };
        return complete.IsEmpty ? null : complete;
    }
}

/// <summary>The range of a number.</summary>
/// <param name="Whole">Whether it is an integer.</param>
public sealed record NumberRule(double Min, double Max, bool Whole = false)
{
    /// <summary>The value if none is requested; null if only the service knows it.</summary>
    public double? Default { get; init; }

    /// <summary>The field of the service's request, at services where every model has its own.</summary>
    [JsonIgnore]
    public string? Field { get; init; }

    /// <summary>The range as text that can follow "choose ".</summary>
    [JsonIgnore]
    public string Text => LocalText.Format(Whole ? EngineTexts.WholeNumberRange : EngineTexts.NumberRange, Min, Max);

    public bool Allows(double value) => value >= Min && value <= Max && (!Whole || double.IsInteger(value));
}

/// <summary>A name of the server's list, which may also be one that the list lacks.</summary>
/// <param name="Default">The name if none is requested; null if only the server knows it.</param>
public sealed record NameRule(string? Default = null);

/// <summary>The kinds of a workflow's own fields.</summary>
[JsonConverter(typeof(SnakeCaseNames<FieldKind>))]
public enum FieldKind
{
    Text,
    Number,
    Choice,
}

/// <summary>A field that the operator gave a workflow.</summary>
/// <param name="Name">The name in <see cref="EngineOptions.Fields"/>: lower case letters, digits and underscores.</param>
/// <param name="Label">The name that people see.</param>
/// <param name="Default">The value if none is requested.</param>
/// <param name="Choices">The values of a choice.</param>
public sealed record NamedField(string Name, string Label, FieldKind Kind, string? Default, ImmutableArray<string> Choices);
