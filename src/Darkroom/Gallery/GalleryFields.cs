namespace Darkroom.Gallery;

/// <summary>The names of the filters in the search language.</summary>
public static class GalleryFields
{
    /// <summary>Each name, what it means, and how it is written.</summary>
    public static IReadOnlyList<(string Name, string Meaning, string Example)> All { get; } =
    [
        ("model", "Model", "model:NAME"),
        ("provider", "Provider", "provider:painter"),
        ("tag", "Tag", "tag:NAME"),
        ("in", "Collection", "in:\"NAME\""),
        ("campaign", "Campaign", "campaign:\"NAME\""),
        ("size", "Longer edge in pixels", "size:>1024"),
        ("ratio", "Wide, tall or square", "ratio:wide"),
        ("seed", "Seed", "seed:42"),
        ("cost", "Cost in US dollars", "cost:>0.05"),
        ("before", "Made before a date", "before:2026-11"),
        ("after", "Made after a date", "after:2026-11-29"),
        ("on", "Made on a day, in a month or year", "on:2026-11"),
        ("is", "Favorite, trashed, imported or edited", "is:favorite"),
        ("has", "Partial images or a parent", "has:partials"),
    ];

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
