using System.Collections.Immutable;

namespace Darkroom.Campaigns.Import;

/// <summary>Where each column of a sheet is; -1 where it has none.</summary>
internal readonly record struct SheetColumns(
    int Headline, int CallToAction, int Language, int Product, int SmallPrint, int HeadlineNumber, int CallToActionNumber)
{
    private static readonly string[] Headlines = ["headline", "title"];
    private static readonly string[] Calls = ["call to action", "cta", "button"];
    private static readonly string[] Languages = ["language", "lang", "locale"];
    private static readonly string[] Products = ["product"];
    private static readonly string[] SmallPrints = ["small print"];
    private static readonly string[] HeadlineNumbers = ["headline number"];
    private static readonly string[] CallNumbers = ["call to action number"];

    /// <summary>Reads the first row of a sheet; names may be written in any case, with spaces, hyphens or underscores.</summary>
    internal static (SheetColumns Columns, ImmutableArray<SheetProblem> Problems, ImmutableArray<string> Notices) Find(CsvRow header)
    {
        var problems = ImmutableArray.CreateBuilder<SheetProblem>();
        var notices = ImmutableArray.CreateBuilder<string>();
        var names = header.Cells.ConvertAll(cell => cell.Trim().Replace('_', ' ').Replace('-', ' ').ToLowerInvariant());
        var columns = new SheetColumns(
            Find(Headlines), Find(Calls), Find(Languages), Find(Products), Find(SmallPrints), Find(HeadlineNumbers), Find(CallNumbers));
        foreach (var (index, known) in new[] { (columns.Headline, Headlines[0]), (columns.CallToAction, Calls[0]) })
        {
            if (index < 0)
            {
                problems.Add(new SheetProblem(header.Line, known, $"There is no such column. The first line has {Found(header)}; it needs headline and call to action, and may have language, product and small print."));
            }
        }

        var unknown = names.Select((name, index) => (name, index)).Where(one => !All.Contains(one.name)).ToList();
        if (unknown.Count > 0)
        {
            notices.Add($"These columns were not read: {string.Join(", ", unknown.Take(10).Select(one => Name(header.Cells[one.index])))}.");
        }

        return (columns, problems.ToImmutable(), notices.ToImmutable());

        int Find(string[] known)
        {
            var found = names.FindIndex(known.Contains);
            if (found >= 0 && names.FindIndex(found + 1, known.Contains) is var again and >= 0)
            {
                problems.Add(new SheetProblem(header.Line, known[0], $"Two columns hold it: {Name(header.Cells[found])} and {Name(header.Cells[again])}. Leave one out."));
            }

            return found;
        }
    }

    private static IEnumerable<string> All => [.. Headlines, .. Calls, .. Languages, .. Products, .. SmallPrints, .. HeadlineNumbers, .. CallNumbers];

    private static string Found(CsvRow header) => string.Join(", ", header.Cells.Take(10).Select(Name));

    private static string Name(string cell) => cell.Length == 0 ? "a column without a name" : $"“{(cell.Length > 40 ? $"{cell[..40]}…" : cell)}”";
}
