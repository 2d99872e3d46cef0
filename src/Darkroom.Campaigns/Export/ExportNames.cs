using System.Collections.Immutable;
using System.Globalization;
using Darkroom.Campaigns.Matrix;
using Darkroom.Imaging;
using Darkroom.Packaging;

namespace Darkroom.Campaigns.Export;

/// <summary>
/// Names the files of a package. No two creatives get the same name: if the pattern gives two the same, it is completed for all files by what
/// differs, so that every name says what the file is. Names do not depend on which creatives are exported.
/// </summary>
/// <param name="Template">The pattern, completed if necessary.</param>
/// <param name="Paths">The path of each creative of the campaign, without an extension.</param>
/// <param name="IsCompleted">True if something was added to the pattern.</param>
public sealed record ExportNames(NameTemplate Template, IReadOnlyDictionary<CreativeKey, string> Paths, bool IsCompleted)
{
    /// <summary>What a creative's key consists of. Together these placeholders name exactly one creative.</summary>
    private static readonly (string Placeholder, Func<CreativeKey, object> Value)[] Parts =
    [
        ("concept", key => key.Concept),
        ("format", key => key.Format),
        ("language", key => key.Language),
        ("headline-number", key => key.Headline),
        ("cta-number", key => key.CallToAction),
    ];

    /// <param name="creatives">All creatives of the campaign.</param>
    public static ExportNames Create(Campaign campaign, NameTemplate template, IReadOnlyList<Creative> creatives)
    {
        var added = new List<string>();
        while (true)
        {
            var paths = creatives.Select(creative => PathOf(campaign, template, added, creative)).ToImmutableArray();
            var alike = creatives.Zip(paths).GroupBy(pair => Comparable(pair.Second), StringComparer.OrdinalIgnoreCase).Where(group => group.Skip(1).Any()).ToList();
            if (alike.Count == 0)
            {
                return new ExportNames(
                    added.Count == 0 ? template : template.With(added), creatives.Zip(paths).ToDictionary(pair => pair.First.Key, pair => pair.Second), added.Count > 0);
            }

            added.AddRange(Parts.Where(part => !added.Contains(part.Placeholder)
                && alike.Exists(group => group.Select(pair => part.Value(pair.First.Key)).Distinct().Skip(1).Any())).Select(part => part.Placeholder));
        }
    }

    /// <summary>Returns the name of the folder of a channel.</summary>
    public static string FolderOf(string channel) => FileNames.Slug(channel) is { Length: > 0 } slug ? slug : "channel";

    /// <summary>Returns the path of a creative. What was added to the pattern is never cut.</summary>
    private static string PathOf(Campaign campaign, NameTemplate template, List<string> added, Creative creative)
    {
        var end = string.Concat(added.Select(placeholder => $"_{ValueOf(placeholder, campaign, creative)}"));
        var name = FileNames.Safe(template.NameOf(placeholder => ValueOf(placeholder, campaign, creative)), "creative", FileNames.MaxBytes - end.Length);
        return $"{FolderOf(creative.Format.Channel)}/{name}{end}";
    }

    /// <summary>Returns a name in the form in which file systems compare: macOS ignores how characters are composed, and takes ß for ss.</summary>
    private static string Comparable(string path) => UnicodeText.Composed(path).Replace("ß", "ss", StringComparison.OrdinalIgnoreCase);

    private static string ValueOf(string placeholder, Campaign campaign, Creative creative) => placeholder switch
    {
        "campaign" => campaign.Brief.Name,
        "brand" => campaign.Brief.Brand,
        "concept" => Number(creative.Key.Concept + 1),
        "concept-name" => campaign.Concepts.FirstOrDefault(concept => concept.Index == creative.Key.Concept)?.Name ?? "",
        "format" => creative.Key.Format,
        "language" => creative.Key.Language,
        "version" => $"v{Number(creative.Version)}",
        "headline" => creative.Headline,
        "headline-number" => $"h{Number(creative.Key.Headline + 1)}",
        "cta" => creative.CallToAction,
        "cta-number" => $"cta{Number(creative.Key.CallToAction + 1)}",
        "channel" => creative.Format.Channel,
        "width" => Number(creative.Size.Width),
        "height" => Number(creative.Size.Height),
        _ => throw new ArgumentOutOfRangeException(nameof(placeholder), placeholder, "Unknown placeholder."),
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
