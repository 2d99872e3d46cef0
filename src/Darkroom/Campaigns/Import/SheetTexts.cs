using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Darkroom.Campaigns.Import;

/// <summary>Collects what the rows of a sheet say, each text once.</summary>
/// <param name="usualLanguage">Of rows that name none.</param>
internal sealed partial class SheetTexts(SheetColumns columns, string usualLanguage)
{
    private const int MostHeadlines = 10;
    private const int MostCalls = 5;
    private const int MostProduct = 200;

    private readonly List<Language> _languages = [];
    private readonly List<string> _products = [];
    private readonly Dictionary<(string, string, string, string), int> _seen = [];
    private readonly List<string> _repeated = [];

    internal List<SheetProblem> Problems { get; } = [];

    internal ImmutableArray<CampaignCopy> Copy =>
        [.. _languages.Select(language => new CampaignCopy(language.Tag, [.. language.Headlines], [.. language.Calls]))];

    internal ImmutableArray<string> Products => [.. _products];

    /// <summary>Rows that say again what one above them said.</summary>
    internal ImmutableArray<string> Notices => _repeated.Count <= MostNamed
        ? [.. _repeated]
        : [.. _repeated.Take(MostNamed), $"So do {_repeated.Count - MostNamed:N0} more."];

    private const int MostNamed = 10;

    internal void Add(CsvRow row)
    {
        var (headline, call, product) = (Cell(row, columns.Headline), Cell(row, columns.CallToAction), Cell(row, columns.Product));
        var tag = Cell(row, columns.Language) is { Length: > 0 } named ? named : usualLanguage;
        if (!_seen.TryAdd((headline, call, tag.ToUpperInvariant(), product), row.Line))
        {
            _repeated.Add($"Line {row.Line} says the same as line {_seen[(headline, call, tag.ToUpperInvariant(), product)]} and was passed over.");
            return;
        }

        Check(row.Line, "headline", headline, 1, BriefLimits.Headline);
        Check(row.Line, "call to action", call, 0, BriefLimits.CallToAction);
        Check(row.Line, "product", product, 0, MostProduct);
        if (!LanguageTag().IsMatch(tag))
        {
            Problems.Add(new SheetProblem(row.Line, "language", "It is not a language tag. Write one such as en, ar or pt-BR."));
            return;
        }

        var language = _languages.Find(one => one.Tag.Equals(tag, StringComparison.OrdinalIgnoreCase));
        if (language is null)
        {
            _languages.Add(language = new Language(tag, row.Line, [], []));
        }

        AddOnce(language.Headlines, headline);
        AddOnce(language.Calls, call);
        AddOnce(_products, product);
    }

    /// <summary>What only all rows together tell.</summary>
    internal void Compare()
    {
        foreach (var language in _languages)
        {
            Count(language, "headline", language.Headlines.Count, _languages[0].Headlines.Count, MostHeadlines);
            Count(language, "call to action", language.Calls.Count, _languages[0].Calls.Count, MostCalls);
        }
    }

    private void Count(Language language, string column, int count, int inFirst, int most)
    {
        if (count < 1 || count > most)
        {
            Problems.Add(new SheetProblem(language.Line, column, $"{language.Tag} has {count:N0} different ones; 1 to {most} are possible."));
        }
        else if (count != inFirst)
        {
            Problems.Add(new SheetProblem(
                language.Line, column, $"{language.Tag} has {count} different ones and {_languages[0].Tag} has {inFirst}. Give every language as many."));
        }
    }

    private void Check(int line, string column, string text, int shortest, int longest)
    {
        if (TextLength.Problem(text, longest) is { } tooLong)
        {
            Problems.Add(new SheetProblem(line, column, tooLong));
        }
        else if (text.Length < shortest)
        {
            Problems.Add(new SheetProblem(line, column, "It is empty."));
        }
        else if (text.Any(one => char.IsControl(one) && one is not ('\n' or '\r' or '\t')))
        {
            Problems.Add(new SheetProblem(line, column, "It holds a control character. Remove it."));
        }
    }

    private static string Cell(CsvRow row, int column) => column < 0 ? "" : row.Cells[column];

    private static void AddOnce(List<string> texts, string text)
    {
        if (text.Length > 0 && !texts.Contains(text))
        {
            texts.Add(text);
        }
    }

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
    private static partial Regex LanguageTag();

    /// <param name="Line">Where it first comes.</param>
    private sealed record Language(string Tag, int Line, List<string> Headlines, List<string> Calls);
}
