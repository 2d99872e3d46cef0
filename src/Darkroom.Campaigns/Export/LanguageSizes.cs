using System.Globalization;
using Darkroom.Campaigns.Layout;
using Darkroom.Campaigns.Matrix;

namespace Darkroom.Campaigns.Export;

/// <summary>A file of a package, with what the reports need to know of it.</summary>
/// <param name="Template">Its layout; null for the first one.</param>
/// <param name="MaxBytes">What the channel accepts; null for any size.</param>
/// <param name="Type">How its texts are set; null if unknown.</param>
internal sealed record PackedFile(ManifestFile File, CreativeKey Key, string? Template, long? MaxBytes, CreativeType? Type);

/// <summary>Compares the size of a headline with that of the same headline in other languages, in the same layout.</summary>
internal static class LanguageSizes
{
    private const string Rule = "language";

    /// <summary>Adds a finding to each file whose headline is much smaller than in another language.</summary>
    internal static List<PackedFile> Compare(IReadOnlyList<PackedFile> files)
    {
        var largest = files.Where(file => file.Type is { HeadlineSize: > 0 })
            .GroupBy(Set)
            .ToDictionary(group => group.Key, group => group.MaxBy(file => file.Type!.HeadlineSize)!);
        return [.. files.Select(file => file.Type is { HeadlineSize: > 0 } type && largest[Set(file)] is var other
            && type.IsMuchSmallerThan(other.Type!) ? With(file, type.HeadlineSize, other) : file)];
    }

    /// <summary>Returns what the languages of a headline have in common.</summary>
    private static (CreativeKey Key, string? Template) Set(PackedFile file) => (file.Key with { Language = "" }, file.Template);

    internal static int Count(IEnumerable<PackedFile> files) => files.Count(file => file.File.Findings.Any(finding => finding.Rule == Rule));

    private static PackedFile With(PackedFile file, int size, PackedFile other)
    {
        var finding = new Finding(Rule, string.Create(
            CultureInfo.InvariantCulture,
            $"The headline is set at {size} pixels, below 60 % of its size in {other.Key.Language} ({other.Type!.HeadlineSize}). Shorten it."));
        return file with { File = file.File with { Findings = [.. file.File.Findings, finding] } };
    }
}
