using System.Collections.Immutable;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;

namespace Darkroom.Campaigns.Import;

/// <summary>A problem that prevents the import of a sheet.</summary>
/// <param name="Line">The line of the text, from 1; 0 for the whole sheet.</param>
/// <param name="Column">The column; null if the problem is not about one.</param>
public sealed record SheetProblem(int Line, string? Column, string Message);

/// <summary>The content of a sheet.</summary>
/// <param name="Copy">The texts of each language, in the order of their first rows; empty if there are problems.</param>
/// <param name="Products">The products, each once.</param>
/// <param name="Notices">What was ignored, one sentence each.</param>
public sealed record SheetReading(
    ImmutableArray<CampaignCopy> Copy, ImmutableArray<string> Products, ImmutableArray<SheetProblem> Problems, ImmutableArray<string> Notices)
{
    /// <summary>True if the sheet has a column for small print.</summary>
    public bool HasSmallPrint { get; init; }

    /// <summary>The kind of subject; null if the sheet names none.</summary>
    public SubjectKind? Kind { get; init; }

    /// <summary>Returns the brief with the sheet's texts. Small print, product and kind are kept if the sheet has none.</summary>
    public Brief ApplyTo(Brief brief) => brief with
    {
        Copy = [.. Copy.Select(copy => TextKey.WithMarksOf(HasSmallPrint ? copy : copy with { SmallPrint = Find(brief, copy.Language)?.SmallPrint }, brief))],
        Product = Products.IsEmpty ? brief.Product : string.Join(", ", Products),
        Kind = Kind ?? brief.Kind,
    };

    private static CampaignCopy? Find(Brief brief, string language) =>
        brief.Copy.FirstOrDefault(copy => copy.Language.Equals(language, StringComparison.OrdinalIgnoreCase));
}

/// <summary>
/// Reads a sheet of headlines, calls to action, languages and products: one row for each combination, or just enough rows to contain each
/// text. The n-th headlines of all languages belong together, and so do calls to action.
/// </summary>
public static class CopySheet
{
    /// <summary>The maximum number of rows below the header: as many as an export of the largest campaign has.</summary>
    public const int MaxRows = CreativeMatrix.MaxCreatives;

    private const int MaxProblems = 20;

    /// <summary>Reads a sheet.</summary>
    /// <param name="defaultLanguage">The language of rows without one.</param>
    public static SheetReading Read(ReadOnlySpan<byte> bytes, string defaultLanguage)
    {
        var (text, problem) = CsvTable.Decode(bytes);
        if (text is null)
        {
            return Rejected([new SheetProblem(0, null, problem!)]);
        }

        var (rows, problems) = CsvTable.Read(text, MaxRows);
        if (problems.Count > 0 || rows.Count == 0)
        {
            return Rejected(problems.Count > 0 ? problems : [new SheetProblem(0, null, RuleTexts.SheetEmpty)]);
        }

        var (columns, columnProblems, notices) = SheetColumns.Find(rows[0]);
        if (columnProblems.Length > 0 || rows.Count == 1)
        {
            return Rejected(columnProblems.Length > 0 ? columnProblems : [new SheetProblem(rows[0].Line, null, RuleTexts.SheetOnlyHeader)]);
        }

        var texts = new SheetTexts(columns, defaultLanguage);
        foreach (var row in rows.Skip(1))
        {
            if (row.Cells.Count == rows[0].Cells.Count)
            {
                texts.Add(row);
            }
            else
            {
                texts.Problems.Add(new SheetProblem(row.Line, null, $"It has {Cells(row)}, but the first line has {Cells(rows[0])}."));
            }
        }

        texts.Compare();
        return texts.Problems.Count > 0 ? Rejected(texts.Problems) : new SheetReading(texts.Copy, texts.Products, [], [.. notices, .. texts.Notices])
        {
            HasSmallPrint = columns.SmallPrint >= 0,
            Kind = texts.Kind,
        };
    }

    private static SheetReading Rejected(IReadOnlyCollection<SheetProblem> problems) => new(
        [],
        [],
        problems.Count <= MaxProblems
            ? [.. problems]
            : [.. problems.Take(MaxProblems), new SheetProblem(0, null, LocalText.Format(RuleTexts.MoreProblems, problems.Count - MaxProblems))],
        []);

    private static string Cells(CsvRow row) => row.Cells.Count == 1 ? "1 cell" : $"{row.Cells.Count} cells";
}
