using System.Collections.Immutable;

namespace Darkroom.Providers;

/// <summary>What is known about a model: its own entry, or what its family's newest members support.</summary>
public sealed record ModelRules
{
    public required string Name { get; init; }

    /// <summary>The family; null if the name only matches what applies to every name.</summary>
    public string? Family { get; init; }

    /// <summary>Whether the file has the model itself.</summary>
    public bool Known { get; init; }

    public DateOnly? Since { get; init; }

    /// <summary>The first day without the model, in UTC.</summary>
    public DateOnly? Shutdown { get; init; }

    public string? Replacement { get; init; }

    public required SizeRule Sizes { get; init; }

    /// <summary>The supported aspect ratios; null if the model takes width and height.</summary>
    public AspectSizes? Aspects { get; init; }

    public ImmutableArray<string> Qualities { get; init; } = [];

    public ImmutableArray<string> Formats { get; init; } = [];

    public int PartialImages { get; init; }

    public bool Steps { get; init; }

    public bool Seed { get; init; }

    public bool NegativePrompt { get; init; }

    public EditRule? Edits { get; init; }

    public int? MaxPromptLength { get; init; }

    public ImmutableArray<string> Backgrounds { get; init; } = [];

    public bool Compression { get; init; }

    public ImmutableArray<string> Moderations { get; init; } = [];

    public ImmutableArray<string> InputFidelities { get; init; } = [];

    /// <summary>Null if the model makes images.</summary>
    public UpscaleRule? Upscale { get; init; }

    /// <summary>The options of the engine, with the names of the service's fields.</summary>
    public EngineOptionsRule Options { get; init; } = EngineOptionsRule.None;

    /// <summary>Whether the response always holds the image, so that a response format is rejected; such models may stream.</summary>
    public bool FixedResponse { get; init; }

    /// <summary>The endpoint, at services where models have different ones.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The field for reference images, at services where every model has its own fields.</summary>
    public string? ReferenceField { get; init; }

    /// <summary>The model for requests with reference images; null if it is the same one.</summary>
    public string? EditName { get; init; }

    /// <summary>Returns what the form and the validation need, without a list of models.</summary>
    public ProviderCapabilities ToCapabilities() => new()
    {
        Family = Family,
        Sizes = Sizes,
        Qualities = Qualities,
        Formats = Formats,
        OtherModels = true,
        PartialImages = PartialImages,
        Steps = Steps,
        Seed = Seed,
        NegativePrompt = NegativePrompt,
        Edits = Edits,
        MaxPromptLength = MaxPromptLength ?? ProviderCapabilities.DefaultMaxPromptLength,
        Backgrounds = Backgrounds,
        Compression = Compression,
        Moderations = Moderations,
        InputFidelities = InputFidelities,
        Options = Options,
        Upscale = Upscale,
    };

    /// <summary>Returns the end of the model if it is over or near.</summary>
    public ModelEnd? EndAt(DateOnly today) => Shutdown is { } on && on <= today.AddDays(ModelEnd.NoticeDays)
        ? new ModelEnd(Name, on, Replacement!, Over: on <= today)
        : null;
}

/// <summary>The end of a model that a service has announced.</summary>
/// <param name="On">The first day without the model.</param>
/// <param name="Over">Whether the model no longer exists.</param>
public sealed record ModelEnd(string Name, DateOnly On, string Replacement, bool Over)
{
    /// <summary>How many days before its end a model is marked.</summary>
    public const int NoticeDays = 90;

    private string Day => On.ToString(EngineTexts.DatePattern, System.Globalization.CultureInfo.CurrentUICulture);

    /// <summary>The end in a sentence, such as "Ends on 1 Dec 2026; use gpt-image-2."</summary>
    public string Text => Over ? LocalText.Format(EngineTexts.ModelOver, Name, Day, Replacement) : LocalText.Format(EngineTexts.ModelEnds, Day, Replacement);

    /// <summary>The sentence for a default that is replaced.</summary>
    public string MovedText => LocalText.Format(EngineTexts.ModelMoved, Name, Day, Replacement);
}
