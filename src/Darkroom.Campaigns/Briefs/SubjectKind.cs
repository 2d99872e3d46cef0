namespace Darkroom.Campaigns.Briefs;

/// <summary>What a brief advertises, which decides how it is photographed.</summary>
public enum SubjectKind
{
    /// <summary>An object that can be put in front of a camera.</summary>
    Thing,

    /// <summary>Food or drink.</summary>
    Food,

    /// <summary>A place to be in: a hotel, a shop, a region, a home.</summary>
    Place,

    /// <summary>A person, or a service that people do for others.</summary>
    Person,

    /// <summary>An event that people come to.</summary>
    Event,

    /// <summary>An app, a website or a service on a screen.</summary>
    App,
}

/// <summary>The names of the kinds, as the API, the form and sheets write them.</summary>
public static class SubjectKinds
{
    public static IEnumerable<SubjectKind> All => Enum.GetValues<SubjectKind>();

    /// <summary>The sentence for a value that is none of the kinds.</summary>
    public static string Unknown => LocalText.Format(RuleTexts.UnknownValue, string.Join(", ", All.Select(Wire.Name)));

    /// <summary>Reads a name in any case; null if there is no such kind.</summary>
    public static SubjectKind? Find(string name)
    {
        foreach (var kind in All)
        {
            if (Wire.Name(kind).Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return kind;
            }
        }

        return null;
    }
}
