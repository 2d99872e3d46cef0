using System.Collections.Immutable;
using System.Globalization;
using Darkroom.Campaigns.Briefs;
using Darkroom.Packaging;

namespace Darkroom.Campaigns.Import;

/// <summary>Collects the texts of a sheet's rows, each once.</summary>
/// <param name="defaultLanguage">The language of rows without one.</param>
internal sealed class SheetTexts(SheetColumns columns, string defaultLanguage)
{
    private const int MaxNamed = 10;

    private readonly List<Language> _languages = [];
    private readonly Dictionary<string, Language> _byTag = new(StringComparer.OrdinalIgnoreCase);
    private readonly OrderedDictionary<string, bool> _products = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<SubjectKind, int> _kinds = [];
    private readonly Dictionary<SheetRow, int> _seen = [];
    private readonly List<string> _repeated = [];

    internal List<SheetProblem> Problems { get; } = [];

    internal ImmutableArray<CampaignCopy> Copy => [.. _languages.Select(language => new CampaignCopy(
        language.Tag, language.Headlines.Chosen, language.Calls.Chosen, language.SmallPrints.Chosen.FirstOrDefault()))];

    internal ImmutableArray<string> Products => [.. _products.Keys];

    /// <summary>The kind of subject that most rows have; null if none names one.</summary>
    internal SubjectKind? Kind => _kinds.Count == 0 ? null : _kinds.MaxBy(kind => kind.Value).Key;

    /// <summary>Sentences about rows that repeat an earlier one, and about several texts with the same number.</summary>
    internal ImmutableArray<string> Notices =>
    [
        .. _repeated.Count <= MaxNamed
            ? _repeated
            : [.. _repeated.Take(MaxNamed), LocalText.Format(RuleTexts.SheetMoreRepeats, _repeated.Count - MaxNamed)],
        .. _languages.SelectMany(language => language.Notices).Take(MaxNamed),
        .. _kinds.Count > 1 ? [LocalText.Format(RuleTexts.SheetKinds, string.Join(", ", _kinds.Keys.Select(Wire.Name)), Wire.Name(Kind!.Value))] : ImmutableArray<string>.Empty,
    ];

    internal void Add(CsvRow row)
    {
        var read = Read(row);
        var repeated = !_seen.TryAdd(read with { Tag = read.Tag.ToUpperInvariant() }, row.Line);
        if (repeated)
        {
            _repeated.Add(LocalText.Format(RuleTexts.SheetRepeat, row.Line, _seen[read with { Tag = read.Tag.ToUpperInvariant() }]));
        }
        else
        {
            Check(row.Line, "headline", read.Headline, 1, BriefLimits.Headline);
            Check(row.Line, "call to action", read.Call, 0, BriefLimits.CallToAction);
            Check(row.Line, "product", read.Product, 0, BriefLimits.Text);
            Check(row.Line, "small print", read.SmallPrint, 0, BriefLimits.SmallPrint);
        }

        if (!BriefValidator.IsLanguage(read.Tag))
        {
            Problems.Add(new SheetProblem(row.Line, "language", BriefValidator.NotLanguage));
            return;
        }

        if (!_byTag.TryGetValue(read.Tag, out var language))
        {
            _byTag[read.Tag] = language = new Language(read.Tag, row.Line);
            _languages.Add(language);
        }

        language.Headlines.Add(read.Headline, Number(row, "headline number", columns.HeadlineNumber, BriefValidator.MaxHeadlines));
        language.Calls.Add(read.Call, Number(row, "call to action number", columns.CallToActionNumber, BriefValidator.MaxCallsToAction));
        language.SmallPrints.Add(read.SmallPrint, number: 1);
        if (read.Product.Length > 0)
        {
            _products.TryAdd(read.Product, true);
        }

        AddKind(row);
    }

    /// <summary>Checks that all languages have the same number of texts. To be called after the last row.</summary>
    internal void Compare()
    {
        foreach (var language in _languages)
        {
            Count(language, "headline", language.Headlines.Count, _languages[0].Headlines.Count, BriefValidator.MaxHeadlines);
            Count(language, "call to action", language.Calls.Count, _languages[0].Calls.Count, BriefValidator.MaxCallsToAction);
        }
    }

    private void AddKind(CsvRow row)
    {
        if (Cell(row, columns.Kind).Trim() is not { Length: > 0 } name)
        {
            return;
        }

        if (SubjectKinds.Find(name) is { } kind)
        {
            _kinds[kind] = _kinds.GetValueOrDefault(kind) + 1;
        }
        else
        {
            Problems.Add(new SheetProblem(row.Line, "kind", SubjectKinds.Unknown));
        }
    }

    private SheetRow Read(CsvRow row) => new(
        Cell(row, columns.Headline),
        Cell(row, columns.CallToAction),
        Cell(row, columns.Language).Trim() is { Length: > 0 } named ? named : defaultLanguage,
        Cell(row, columns.Product),
        Cell(row, columns.SmallPrint),
        Cell(row, columns.HeadlineNumber),
        Cell(row, columns.CallToActionNumber));

    private void Count(Language language, string column, int count, int inFirst, int max)
    {
        if (count < 1 || count > max)
        {
            Problems.Add(new SheetProblem(language.Line, column, LocalText.Format(RuleTexts.SheetTextRange, language.Tag, count, max)));
        }
        else if (count != inFirst)
        {
            Problems.Add(new SheetProblem(
                language.Line, column, LocalText.Format(RuleTexts.SheetTextsDiffer, language.Tag, count, _languages[0].Tag, inFirst)));
        }
    }

    private void Check(int line, string column, string text, int min, int max)
    {
        if (TextLength.Problem(text, max) is { } tooLong)
        {
            Problems.Add(new SheetProblem(line, column, tooLong));
        }
        else if (min > 0 && string.IsNullOrWhiteSpace(text))
        {
            Problems.Add(new SheetProblem(line, column, RuleTexts.SheetCellEmpty));
        }
        else if (!FieldValidator.IsText(text))
        {
            Problems.Add(new SheetProblem(line, column, RuleTexts.SheetControl));
        }
    }

    /// <returns>Null if the sheet numbers no texts.</returns>
    private int? Number(CsvRow row, string column, int index, int max)
    {
        if (Cell(row, index) is not { Length: > 0 } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max)
        {
            return number;
        }

        Problems.Add(new SheetProblem(row.Line, column, LocalText.Format(RuleTexts.SheetInteger, max)));
        return null;
    }

    private static string Cell(CsvRow row, int column) => column < 0 ? "" : FormulaGuard.Unprotect(row.Cells[column]);

    private sealed record SheetRow(
        string Headline, string Call, string Tag, string Product, string SmallPrint, string HeadlineNumber, string CallNumber);

    /// <param name="Line">The line of its first row.</param>
    private sealed record Language(string Tag, int Line)
    {
        internal NumberedTexts Headlines { get; } = new();

        internal NumberedTexts Calls { get; } = new();

        internal NumberedTexts SmallPrints { get; } = new();

        internal IEnumerable<string> Notices => Headlines.Notices($"headline of {Tag}")
            .Concat(Calls.Notices($"call to action of {Tag}"))
            .Concat(SmallPrints.Notices($"small print of {Tag}"));
    }

    /// <summary>
    /// The headlines, or the calls to action, of one language. A sheet may number them, as an export does. If a number has several texts,
    /// because single creatives have their own texts, the most frequent one is used.
    /// </summary>
    private sealed class NumberedTexts
    {
        private readonly SortedDictionary<int, OrderedDictionary<string, int>> _texts = [];
        private readonly HashSet<string> _known = new(StringComparer.Ordinal);
        private int _last;

        internal int Count => _texts.Count;

        internal ImmutableArray<string> Chosen => [.. _texts.Values.Select(MostFrequent)];

        /// <param name="text">Empty texts are ignored.</param>
        /// <param name="number">The number, from 1; null to add each text once, in the order of the rows.</param>
        internal void Add(string text, int? number)
        {
            if (text.Length == 0 || (!_known.Add(text) && number is null))
            {
                return;
            }

            var at = number ?? _last + 1;
            _last = Math.Max(_last, at);
            if (!_texts.TryGetValue(at, out var rows))
            {
                _texts.Add(at, rows = new OrderedDictionary<string, int>(StringComparer.Ordinal));
            }

            rows[text] = rows.GetValueOrDefault(text) + 1;
        }

        internal IEnumerable<string> Notices(string what) => _texts.Values.Where(rows => rows.Count > 1)
            .Select(rows => $"{rows.Count} different texts have the number of one {what}; “{Shortened(MostFrequent(rows))}” was used.");

        private static string MostFrequent(OrderedDictionary<string, int> rows) => rows.MaxBy(row => row.Value).Key;

        private static string Shortened(string text) => text.Length <= 40 ? text : $"{text[..(char.IsHighSurrogate(text[39]) ? 39 : 40)]}…";
    }
}
