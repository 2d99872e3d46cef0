namespace Darkroom.Gallery;

/// <summary>The names of the filters in the search language.</summary>
public static class GalleryFields
{
    /// <summary>Stands for every campaign, as in <c>-campaign:*</c>.</summary>
    public const string AnyName = "*";

    /// <summary>What <see cref="AnyName"/> means.</summary>
    public static string AnyCampaign => EngineTexts.AnyCampaign;

    /// <summary>Each name, and how it is written.</summary>
    public static IReadOnlyList<(string Name, string Example)> All { get; } =
    [
        ("model", "model:NAME"),
        ("provider", "provider:painter"),
        ("tag", "tag:NAME"),
        ("in", "in:\"NAME\""),
        ("campaign", "campaign:\"NAME\""),
        ("size", "size:>1024"),
        ("ratio", "ratio:wide"),
        ("seed", "seed:42"),
        ("cost", "cost:>0.05"),
        ("before", "before:2026-11"),
        ("after", "after:2026-11-29"),
        ("on", "on:2026-11"),
        ("is", "is:favorite"),
        ("has", "has:partials"),
    ];

    /// <summary>Returns what a filter means.</summary>
    /// <param name="name">One of <see cref="All"/>.</param>
    public static string MeaningOf(string name) => name switch
    {
        "model" => EngineTexts.FieldModel,
        "provider" => EngineTexts.FieldProvider,
        "tag" => EngineTexts.FieldTag,
        "in" => EngineTexts.FieldCollection,
        "campaign" => EngineTexts.FieldCampaign,
        "size" => EngineTexts.FieldSize,
        "ratio" => EngineTexts.FieldRatio,
        "seed" => EngineTexts.FieldSeed,
        "cost" => EngineTexts.FieldCost,
        "before" => EngineTexts.FieldBefore,
        "after" => EngineTexts.FieldAfter,
        "on" => EngineTexts.FieldOn,
        "is" => EngineTexts.FieldIs,
        "has" => EngineTexts.FieldHas,
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    /// <summary>Returns a condition as people say it; null if it is shown as it is written.</summary>
    public static string? LabelOf(GalleryTerm term) => term is TraitTerm { Trait: ImageTrait.Campaign } campaign
        ? campaign.Excluded ? EngineTexts.NotFromCampaigns : EngineTexts.FromCampaigns
        : null;

    /// <summary>Returns whether a filter has this name, in lower case.</summary>
    public static bool Contains(string name) => All.Any(field => field.Name == name);

    /// <summary>Returns the field of names that a filter selects; null for another filter.</summary>
    public static NameField? NamedBy(string name) => name switch
    {
        "model" => NameField.Model,
        "provider" => NameField.Provider,
        "tag" => NameField.Tag,
        "in" => NameField.Collection,
        "campaign" => NameField.Campaign,
        _ => null,
    };

    public static string NameOf(NameField field) => field == NameField.Collection ? "in" : Wire.Name(field);

    /// <summary>Returns the filter that a property is a value of.</summary>
    public static string PrefixOf(ImageTrait trait) => trait is ImageTrait.Partials or ImageTrait.Parent ? "has" : "is";

    /// <summary>Returns the fixed values of a filter; none if there are too many or any is allowed.</summary>
    public static IEnumerable<string> ValuesOf(string name) => name switch
    {
        "ratio" => Enum.GetValues<ImageShape>().Select(Wire.Name),
        "is" or "has" => Enum.GetValues<ImageTrait>().Where(trait => PrefixOf(trait) == name).Select(Wire.Name),
        _ => [],
    };
}
