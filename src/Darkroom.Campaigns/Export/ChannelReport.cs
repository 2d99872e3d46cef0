using System.Globalization;
using System.Text;
using Darkroom.Campaigns.Layout;

namespace Darkroom.Campaigns.Export;

/// <summary>Writes <c>report-CHANNEL.txt</c>: which files of a channel follow its rules, and what is wrong with the others.</summary>
internal static class ChannelReport
{
    internal static byte[] Write(string channel, IReadOnlyCollection<PackedFile> files, IReadOnlyCollection<SkippedCreative> leftOut)
    {
        var text = new StringBuilder();
        var shared = files.GroupBy(file => file.File.Format).ToDictionary(format => format.Key, SharedBy);
        var entries = files.ToLookup(file => Own(file).Any(), file => (Line(file), Own(file)));
        text.Append(CultureInfo.InvariantCulture, $"{channel}: {Count(files.Count)} in this package, ")
            .Append(CultureInfo.InvariantCulture, $"{entries[true].Count()} to look at, {leftOut.Count} left out.\n{ExportRules.Text}\n")
            .Append(TypeOf(files)).Append(ContrastOf(files)).Append(SubjectOf(files));

        Section(text, "Left out", leftOut.Select(skipped => (skipped.File, (IEnumerable<Finding>)skipped.Findings)));
        Section(text, "All files of a format", shared.Where(format => format.Value.Count > 0).Select(format => (format.Key, (IEnumerable<Finding>)format.Value)));
        Section(text, "To look at", entries[true]);
        Section(text, "Good", entries[false]);
        return Encoding.UTF8.GetBytes(text.ToString());

        IEnumerable<Finding> Own(PackedFile file) => file.File.Findings.Except(shared[file.File.Format]);
    }

    /// <summary>Returns what all files of a format have in common. A single file shares nothing.</summary>
    private static List<Finding> SharedBy(IEnumerable<PackedFile> format)
    {
        var findings = format.Select(file => file.File.Findings).ToList();
        return findings.Count == 1 ? [] : [.. findings[0].Where(finding => findings.TrueForAll(others => others.Contains(finding)))];
    }

    /// <summary>Counts what the typesetting of the files had to do.</summary>
    private static string TypeOf(IReadOnlyCollection<PackedFile> files)
    {
        var types = files.Select(file => file.Type).OfType<CreativeType>().ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Type: {types.Sum(type => type.Hyphenated)} hyphenated words, {types.Sum(type => type.Shrunk)} texts below the readable size, {types.Sum(type => type.ShortLastLines)} last lines of one short word, {LanguageSizes.Count(files)} headlines below 60 % of their size in another language.\n");
    }

    /// <summary>Says which contrast the texts have at least.</summary>
    private static string ContrastOf(IReadOnlyCollection<PackedFile> files)
    {
        var large = files.Sum(file => file.Type?.LargeTexts ?? 0);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Contrast: at least 4.5 (WCAG 2.2 AA){(large == 0 ? "" : $"; at least 3 for {large} texts of large type, 24 pixels or 18.66 in bold as they are seen on a phone")}.\n");
    }

    /// <summary>Counts the files in which no place beside the subject was free; nothing if there are none.</summary>
    private static string SubjectOf(IReadOnlyCollection<PackedFile> files) => files.Count(file => file.Type is { CoversSubject: true }) is > 0 and var covered
        ? string.Create(CultureInfo.InvariantCulture, $"Subject: in {Count(covered)} the texts cover the subject.\n")
        : "";

    private static void Section(StringBuilder text, string title, IEnumerable<(string Line, IEnumerable<Finding> Findings)> entries)
    {
        var first = true;
        foreach (var (line, findings) in entries)
        {
            text.Append(first ? $"\n{title}\n" : "").Append(CultureInfo.InvariantCulture, $"  {line}\n");
            first = false;
            foreach (var finding in findings)
            {
                text.Append(CultureInfo.InvariantCulture, $"    {finding.Rule}: {finding.Why}\n");
            }
        }
    }

    private static string Line(PackedFile packed)
    {
        var (file, type) = (packed.File, packed.Type);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{file.File}: {file.Width}x{file.Height}, {file.Bytes:N0} bytes{(packed.MaxBytes is { } max ? $" of {max:N0}" : "")}")
            + (type is { Hyphenated: > 0 } ? ", hyphenated" : "")
            + (type is { Shrunk: > 0 } ? ", below the readable size" : "")
            + (type is { ShortLastLines: > 0 } ? ", last line of one short word" : "");
    }

    private static string Count(int files) => files == 1 ? "1 file" : $"{files} files";
}
