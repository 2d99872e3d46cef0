using System.Collections.Immutable;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;

namespace Darkroom.Campaigns.Import;

/// <summary>Something in a sheet that keeps it from being used.</summary>
/// <param name="Line">Of the text, from 1; 0 for the sheet as a whole.</param>
/// <param name="Column">Null where it is about no single one.</param>
public sealed record SheetProblem(int Line, string? Column, string Message);

/// <summary>What a sheet says.</summary>
/// <param name="Copy">The texts of each language, in the order in which they first come; empty where there are problems.</param>
/// <param name="Products">Each once.</param>
/// <param name="Notices">What was passed over, in sentences.</param>
public sealed record SheetReading(
    ImmutableArray<CampaignCopy> Copy, ImmutableArray<string> Products, ImmutableArray<SheetProblem> Problems, ImmutableArray<string> Notices)
{
    /// <summary>Whether it has a column for small print.</summary>
    public bool WithSmallPrint { get; init; }

    /// <summary>The brief with the sheet's texts instead of its own. Small print and product stay if the sheet has none.</summary>
    public Brief Onto(Brief brief) => brief with
    {
        Copy = WithSmallPrint ? Copy : [.. Copy.Select(copy => copy with { SmallPrint = Same(brief, copy.Language)?.SmallPrint })],
        Product = Products.IsEmpty ? brief.Product : string.Join(", ", Products),
    };

    private static CampaignCopy? Same(Brief brief, string language) =>
        brief.Copy.FirstOrDefault(copy => copy.Language.Equals(language, StringComparison.OrdinalIgnoreCase));
}

/// <summary>
/// Reads a sheet of headlines, calls to action, languages and products: a row for each combination, or just enough rows to name each
/// text. The n-th headline of every language is the same headline; so are calls to action.
/// </summary>
public static class CopySheet
{
    /// <summary>The most rows below the first: as many as an export of the largest campaign has.</summary>
    public const int MaxRows = CreativeMatrix.MaxCreatives;

    private const int MaxProblems = 20;

    /// <param name="usualLanguage">Of rows that name none.</param>
    public static SheetReading Read(ReadOnlySpan<byte> bytes, string usualLanguage)
    {
        var (text, problem) = CsvText.Decode(bytes);
        if (text is null)
        {
            return Refused([new SheetProblem(0, null, problem!)]);
        }

        var (rows, problems) = CsvTable.Read(text, MaxRows);
        if (problems.Count > 0 || rows.Count == 0)
        {
            return Refused(problems.Count > 0 ? problems : [new SheetProblem(0, null, "The sheet is empty.")]);
        }

        var (columns, wrong, passedOver) = SheetColumns.Find(rows[0]);
        if (wrong.Length > 0 || rows.Count == 1)
        {
            return Refused(wrong.Length > 0 ? wrong : [new SheetProblem(rows[0].Line, null, "There is nothing below the first line.")]);
        }

        var texts = new SheetTexts(columns, usualLanguage);
        foreach (var row in rows.Skip(1))
        {
            if (row.Cells.Count == rows[0].Cells.Count)
            {
                texts.Add(row);
            }
            else
            {
                texts.Problems.Add(new SheetProblem(row.Line, null, $"It has {Cells(row)}; the first line has {Cells(rows[0])}."));
            }
        }

        texts.Compare();
        return texts.Problems.Count > 0 ? Refused(texts.Problems) : new SheetReading(texts.Copy, texts.Products, [], [.. passedOver, .. texts.Notices])
        {
            WithSmallPrint = columns.SmallPrint >= 0,
        };
    }

    private static SheetReading Refused(IReadOnlyCollection<SheetProblem> problems) => new(
        [],
        [],
        problems.Count <= MaxProblems
            ? [.. problems]
            : [.. problems.Take(MaxProblems), new SheetProblem(0, null, $"There are {problems.Count - MaxProblems:N0} more problems.")],
        []);

    private static string Cells(CsvRow row) => row.Cells.Count == 1 ? "1 cell" : $"{row.Cells.Count} cells";
}
