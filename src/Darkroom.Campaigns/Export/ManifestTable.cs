using System.Text;
using Darkroom.Packaging;

namespace Darkroom.Campaigns.Export;

/// <summary>Writes <c>manifest.csv</c>: one line per file (RFC 4180, UTF-8 with a byte order mark, so that spreadsheets read every script). <c>manifest.json</c> contains every text unchanged.</summary>
internal static class ManifestTable
{
    private static readonly (string Name, Func<ManifestFile, object?> Value)[] Columns =
    [
        ("file", file => file.File),
        ("channel", file => file.Channel),
        ("format", file => file.Format),
        ("width", file => file.Width),
        ("height", file => file.Height),
        ("mime", file => file.Mime),
        ("bytes", file => file.Bytes),
        ("sha256", file => file.Sha256),
        ("quality", file => file.Quality),
        ("language", file => file.Language),
        ("headline", file => file.Headline),
        ("call_to_action", file => file.CallToAction),
        ("small_print", file => file.SmallPrint),
        ("concept", file => file.Concept),
        ("concept_name", file => file.ConceptName),
        ("version", file => file.Version),
        ("approval", file => file.Approval),
        ("decided_by", file => file.DecidedBy),
        ("comment", file => file.Comment),
        ("picture_id", file => file.PictureId),
        ("provider", file => file.Provider),
        ("model", file => file.Model),
        ("seed", file => file.Seed),
        ("prompt", file => file.Prompt),
        ("picture_usd", file => file.PictureUsd),
        ("cost_basis", file => file.CostBasis),
        ("digital_source_type", file => file.DigitalSourceType),
        ("findings", file => string.Join(' ', file.Findings.Select(finding => $"{finding.Rule}: {finding.Why}"))),
        ("product", file => file.Product),
        ("headline_number", file => file.HeadlineNumber),
        ("call_to_action_number", file => file.CallToActionNumber),
        ("kind", file => file.Kind),
    ];

    internal static byte[] Write(IEnumerable<ManifestFile> files)
    {
        var text = new StringBuilder(CsvLine.ByteOrderMark);
        text.Append(CsvLine.Of(Columns.Select(column => column.Name)));
        foreach (var file in files)
        {
            text.Append(CsvLine.Of(Columns.Select(column => column.Value(file))));
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
