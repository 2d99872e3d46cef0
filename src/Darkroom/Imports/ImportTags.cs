using System.Collections.Immutable;

namespace Darkroom.Imports;

/// <summary>The names of the tags that imported images get.</summary>
public static class ImportTags
{
    public const int MaxTags = 20;
    public const int MaxLength = 100;

    /// <summary>Reads names. Empty ones are left out; white space within a name becomes one space.</summary>
    /// <param name="problem">What is wrong, for users; null if nothing.</param>
    public static ImmutableArray<string> Read(IEnumerable<string?> names, out string? problem)
    {
        var tags = names.Select(name => string.Join(' ', (name ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
            .Where(name => name.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).ToImmutableArray();
        problem = tags.Length > MaxTags ? $"At most {MaxTags} tags are accepted."
            : tags.Any(name => name.Length > MaxLength || name.Any(char.IsControl)) ? $"A tag has 1 to {MaxLength} characters, none of them a control character."
            : null;
        return problem is null ? tags : [];
    }
}
