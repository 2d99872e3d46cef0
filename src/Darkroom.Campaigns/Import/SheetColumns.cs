using System.Collections.Immutable;

namespace Darkroom.Campaigns.Import;

/// <summary>The index of each column of a sheet; -1 if the sheet does not have it.</summary>
internal readonly record struct SheetColumns(
    int Headline, int CallToAction, int Language, int Product, int Kind, int SmallPrint, int HeadlineNumber, int CallToActionNumber)
{
    private static readonly string[] Headlines = ["headline", "title"];
    private static readonly string[] Calls = ["call to action", "cta", "button"];
    private static readonly string[] Languages = ["language", "lang", "locale"];
    private static readonly string[] Products = ["product"];
    private static readonly string[] Kinds = ["kind"];
    private static readonly string[] SmallPrints = ["small print"];
    private static readonly string[] HeadlineNumbers = ["headline number"];
    private static readonly string[] CallNumbers = ["call to action number"];

    /// <summary>Reads the header of a sheet. Names can be written in any case, with spaces, hyphens or underscores.</summary>
    internal static (SheetColumns Columns, ImmutableArray<SheetProblem> Problems, ImmutableArray<string> Notices) Find(CsvRow header)
    {
        var problems = ImmutableArray.CreateBuilder<SheetProblem>();
        var notices = ImmutableArray.CreateBuilder<string>();
        var names = header.Cells.ConvertAll(cell => cell.Trim().Replace('_', ' ').Replace('-', ' ').ToLowerInvariant());
        var columns = new SheetColumns(
            Find(Headlines), Find(Calls), Find(Languages), Find(Products), Find(Kinds), Find(SmallPrints), Find(HeadlineNumbers), Find(CallNumbers));
        foreach (var (index, known) in new[] { (columns.Headline, Headlines[0]), (columns.CallToAction, Calls[0]) })
        {
            if (index < 0)
            {
                problems.Add(new SheetProblem(header.Line, known, LocalText.Format(RuleTexts.SheetColumnMissing, Found(header))));
            }
        }

        var unknown = names.Select((name, index) => (name, index)).Where(column => !All.Contains(column.name)).ToList();
        if (unknown.Count > 0)
        {
            notices.Add(LocalText.Format(RuleTexts.SheetColumnsIgnored, string.Join(", ", unknown.Take(10).Select(column => Name(header.Cells[column.index])))));
        }

        return (columns, problems.ToImmutable(), notices.ToImmutable());

        int Find(string[] known)
        {
            var found = names.FindIndex(known.Contains);
            if (found >= 0 && names.FindIndex(found + 1, known.Contains) is var again and >= 0)
            {
                problems.Add(new SheetProblem(header.Line, known[0], LocalText.Format(RuleTexts.SheetColumnTwice, Name(header.Cells[found]), Name(header.Cells[again]))));
            }

            return found;
        }
    }

    private static IEnumerable<string> All => [.. Headlines, .. Calls, .. Languages, .. Products, .. Kinds, .. SmallPrints, .. HeadlineNumbers, .. CallNumbers];

    private static string Found(CsvRow header) => string.Join(", ", header.Cells.Take(10).Select(Name));

    private static string Name(string cell) => cell.Length == 0 ? RuleTexts.SheetColumnUnnamed : $"“{(cell.Length > 40 ? $"{cell[..40]}…" : cell)}”";
}
