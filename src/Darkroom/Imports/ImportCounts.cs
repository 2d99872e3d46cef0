using System.Globalization;

namespace Darkroom.Imports;

/// <summary>Counts what became of files.</summary>
public sealed class ImportCounts
{
    public int Imported { get; private set; }

    public int Duplicates { get; private set; }

    public int Unchanged { get; private set; }

    public int Rejected { get; private set; }

    /// <summary>The number of imported files whose parameters were not understood.</summary>
    public int NotUnderstood { get; private set; }

    public void Add(ImportResult result)
    {
        Imported += result.Status == ImportStatus.Imported ? 1 : 0;
        Duplicates += result.Status == ImportStatus.Duplicate ? 1 : 0;
        Unchanged += result.Status == ImportStatus.Unchanged ? 1 : 0;
        Rejected += result.Status == ImportStatus.Rejected ? 1 : 0;
        NotUnderstood += result is { Status: ImportStatus.Imported, Remark: not null } ? 1 : 0;
    }

    /// <summary>Returns a sentence without its full stop, such as "3 imported, 1 in the gallery already, 1 not imported".</summary>
    public override string ToString() => string.Join(", ", new (int Count, string Text)[]
    {
        (Imported, "imported"),
        (NotUnderstood, "of them with parameters that are not understood"),
        (Duplicates, "in the gallery already"),
        (Unchanged, "imported earlier"),
        (Rejected, "not imported"),
    }.Where(part => part.Count > 0 || part.Text == "imported").Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Count:N0} {part.Text}")));
}
