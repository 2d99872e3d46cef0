using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Darkroom.Providers;

/// <summary>The content of <c>models.json</c>: what Darkroom knows about models, which changes with the world and not with the code.</summary>
internal sealed record ModelFile
{
    /// <summary>The day of the last review.</summary>
    public required DateOnly Version { get; init; }

    /// <summary>Rules for sizes by name, which the rules of models refer to.</summary>
    public required ImmutableDictionary<string, SizeEntry> Sizes { get; init; }

    public required ImmutableArray<FamilyEntry> Families { get; init; }

    public required ImmutableArray<ModelEntry> Models { get; init; }

    public required ImmutableArray<PriceRow> Prices { get; init; }

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="InvalidDataException">The file breaks rules; the message lists all of them.</exception>
    /// <exception cref="JsonException">It is not JSON of this form.</exception>
    public static ModelFile Read(Stream json)
    {
        var file = JsonSerializer.Deserialize(json, ModelFileJson.Default.ModelFile)!;
        return ModelFileRules.ProblemsIn(file) is { Count: > 0 } problems
            ? throw new InvalidDataException(string.Join('\n', problems))
            : file;
    }
}

/// <summary>A list of sizes, bounds, or aspect ratios with their sizes: exactly one of them.</summary>
internal sealed record SizeEntry
{
    public ImmutableArray<string>? List { get; init; }

    /// <summary>The size of each ratio at the default resolution, in the service's notation.</summary>
    public OrderedDictionary<string, string>? Ratios { get; init; }

    /// <summary>The factor of the edges for each resolution, the default first; null if there is no choice.</summary>
    public OrderedDictionary<string, double>? Resolutions { get; init; }

    public int? MinEdge { get; init; }

    public int? MaxEdge { get; init; }

    public int? MultipleOf { get; init; }

    public long? MinPixels { get; init; }

    public long? MaxPixels { get; init; }

    public double? MaxRatio { get; init; }
}

/// <summary>Models with the same rules. An unknown name that matches a pattern is a newer member, so the rules are those of the newest.</summary>
internal sealed record FamilyEntry
{
    /// <summary>The ids of the providers.</summary>
    public required ImmutableArray<string> Providers { get; init; }

    public required string Name { get; init; }

    /// <summary>Patterns of names, in which a <c>*</c> matches any text. The longest match wins.</summary>
    public required ImmutableArray<string> Patterns { get; init; }

    public required RulesEntry Rules { get; init; }
}

internal sealed record ModelEntry
{
    /// <inheritdoc cref="FamilyEntry.Providers"/>
    public required ImmutableArray<string> Providers { get; init; }

    public required string Name { get; init; }

    /// <summary>Patterns of further names of the model, such as dated ones.</summary>
    public ImmutableArray<string>? Also { get; init; }

    public required string Family { get; init; }

    /// <summary>The ids of the providers whose default it is; null for none.</summary>
    public ImmutableArray<string>? DefaultOf { get; init; }

    public DateOnly? Since { get; init; }

    public DateOnly? Shutdown { get; init; }

    public string? Replacement { get; init; }

    /// <summary>The page with the date of the end.</summary>
    public Uri? Source { get; init; }

    /// <summary>Whether no list of models contains it.</summary>
    public bool Unlisted { get; init; }

    /// <summary>The names and patterns that mean this model.</summary>
    [JsonIgnore]
    public ImmutableArray<string> Names => [Name, .. Also ?? []];

    /// <summary>Whether it is a text model that calls an image model.</summary>
    public bool Text { get; init; }

    /// <summary>What differs from the family.</summary>
    public RulesEntry? Rules { get; init; }
}

/// <summary>What a model supports; null for what the family says, or for "none".</summary>
internal sealed record RulesEntry
{
    /// <summary>The name of a rule for sizes.</summary>
    public string? Sizes { get; init; }

    public ImmutableArray<string>? Qualities { get; init; }

    public ImmutableArray<string>? Formats { get; init; }

    public int? PartialImages { get; init; }

    public bool? Steps { get; init; }

    public bool? Seed { get; init; }

    public bool? NegativePrompt { get; init; }

    public EditEntry? Edits { get; init; }

    public int? MaxPromptLength { get; init; }

    public ImmutableArray<string>? Backgrounds { get; init; }

    public bool? Compression { get; init; }

    public ImmutableArray<string>? Moderations { get; init; }

    public ImmutableArray<string>? InputFidelities { get; init; }

    public OptionsEntry? Options { get; init; }

    public UpscaleEntry? Upscale { get; init; }

    /// <inheritdoc cref="ModelRules.FixedResponse"/>
    public bool? FixedResponse { get; init; }

    /// <inheritdoc cref="ModelRules.Endpoint"/>
    public string? Endpoint { get; init; }

    /// <inheritdoc cref="ModelRules.ReferenceField"/>
    public string? ReferenceField { get; init; }

    /// <inheritdoc cref="ModelRules.EditName"/>
    public string? EditName { get; init; }

    /// <summary>Returns these rules, completed by those of the family.</summary>
    public RulesEntry Within(RulesEntry family) => new()
    {
        Sizes = Sizes ?? family.Sizes,
        Qualities = Qualities ?? family.Qualities,
        Formats = Formats ?? family.Formats,
        PartialImages = PartialImages ?? family.PartialImages,
        Steps = Steps ?? family.Steps,
        Seed = Seed ?? family.Seed,
        NegativePrompt = NegativePrompt ?? family.NegativePrompt,
        Edits = Edits ?? family.Edits,
        MaxPromptLength = MaxPromptLength ?? family.MaxPromptLength,
        Backgrounds = Backgrounds ?? family.Backgrounds,
        Compression = Compression ?? family.Compression,
        Moderations = Moderations ?? family.Moderations,
        InputFidelities = InputFidelities ?? family.InputFidelities,
        Options = Options ?? family.Options,
        Upscale = Upscale ?? family.Upscale,
        FixedResponse = FixedResponse ?? family.FixedResponse,
        Endpoint = Endpoint ?? family.Endpoint,
        ReferenceField = ReferenceField ?? family.ReferenceField,
        EditName = EditName ?? family.EditName,
    };
}

/// <inheritdoc cref="EditRule"/>
internal sealed record EditEntry
{
    public required int MaxImages { get; init; }

    public bool Mask { get; init; }

    public long? MaxBytes { get; init; }

    public int? MaxEdge { get; init; }

    public long? MaxPixels { get; init; }

    public ImmutableArray<string>? Mimes { get; init; }

    public EditRule ToRule()
    {
        var rule = new EditRule(MaxImages, Mask);
        return rule with
        {
            MaxBytes = MaxBytes ?? rule.MaxBytes,
            MaxEdge = MaxEdge ?? rule.MaxEdge,
            MaxPixels = MaxPixels ?? rule.MaxPixels,
            Mimes = Mimes ?? rule.Mimes,
        };
    }
}

/// <inheritdoc cref="UpscaleRule"/>
internal sealed record UpscaleEntry
{
    public required ImmutableArray<int> Factors { get; init; }

    public string? Field { get; init; }

    public UpscaleRule ToRule() => new(Factors) { Field = Field };
}

/// <summary>The options of an engine that a service documents.</summary>
internal sealed record OptionsEntry
{
    public OptionEntry? Steps { get; init; }

    public OptionEntry? Guidance { get; init; }

    public OptionEntry? Strength { get; init; }

    [JsonIgnore]
    public IEnumerable<OptionEntry> All => new[] { Steps, Guidance, Strength }.OfType<OptionEntry>();

    public EngineOptionsRule ToRule() => new() { Steps = Steps?.ToRule(whole: true), Guidance = Guidance?.ToRule(), Strength = Strength?.ToRule() };
}

/// <inheritdoc cref="NumberRule"/>
internal sealed record OptionEntry
{
    public required string Field { get; init; }

    public required double Min { get; init; }

    public required double Max { get; init; }

    public NumberRule ToRule(bool whole = false) => new(Min, Max, whole) { Field = Field };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    Converters = [typeof(SnakeCaseNames<PriceUnit>)])]
[JsonSerializable(typeof(ModelFile))]
internal sealed partial class ModelFileJson : JsonSerializerContext;
