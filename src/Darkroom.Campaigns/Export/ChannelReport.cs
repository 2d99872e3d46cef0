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
        var questionable = files.Where(file => file.File.Findings.Length > 0).ToList();
        text.Append(CultureInfo.InvariantCulture, $"{channel}: {Count(files.Count)} in this package, ")
            .Append(CultureInfo.InvariantCulture, $"{questionable.Count} to look at, {leftOut.Count} left out.\n{ExportRules.Text}\n")
            .Append(TypeOf(files)).Append(ContrastOf(files));

        Section(text, "Left out", leftOut.Select(skipped => (skipped.File, (IEnumerable<Finding>)skipped.Findings)));
        Section(text, "To look at", questionable.Select(file => (Line(file.File, file.MaxBytes), (IEnumerable<Finding>)file.File.Findings)));
        Section(text, "Good", files.Where(file => file.File.Findings.Length == 0).Select(file => (Line(file.File, file.MaxBytes), Enumerable.Empty<Finding>())));
        return Encoding.UTF8.GetBytes(text.ToString());
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

    private static string Line(ManifestFile file, long? maxBytes) => string.Create(
        CultureInfo.InvariantCulture,
        $"{file.File}: {file.Width}x{file.Height}, {file.Bytes:N0} bytes{(maxBytes is { } max ? $" of {max:N0}" : "")}");

    private static string Count(int files) => files == 1 ? "1 file" : $"{files} files";
}
