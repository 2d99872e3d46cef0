using System.Collections.Immutable;
using System.Globalization;

namespace Darkroom.Gallery;

/// <summary>
/// Reads a view from the text of a search field: words, "phrases", <c>-excluded</c> terms, <c>OR</c> between two terms, and the filters of
/// <see cref="GalleryFields"/>.
/// </summary>
public static class GalleryViewParser
{
    private const int MaxEdge = 100_000;
    private const decimal MaxUsd = 1_000_000;
    private const int UsdDecimals = 6;
    private const int MinYear = 1900;
    private const int MaxYear = 9998;

    /// <summary>Reads a text.</summary>
    /// <returns>What was understood, and every mistake.</returns>
    public static ParsedView Parse(string text)
    {
        if (TextLength.Problem(text, GalleryView.MaxLength) is { } tooLong)
        {
            var allowed = TextLength.Start(text, GalleryView.MaxLength).Length;
            return new ParsedView(GalleryView.All, [new ViewMistake(allowed, text.Length - allowed, tooLong)]);
        }

        var reader = new Reader(text);
        foreach (var token in ViewToken.Split(text))
        {
            reader.Add(token);
        }

        return reader.Finish();
    }

    private static GalleryTerm? Filter(ViewToken token) => (token.Field, token.Value) switch
    {
        _ when string.IsNullOrWhiteSpace(token.Value) => null,
        ("campaign", GalleryFields.AnyName) => new TraitTerm(ImageTrait.Campaign),
        ({ } field, var name) when GalleryFields.NamedBy(field) is { } named => new NameTerm(named, name),
        ("size", var text) => Numbers(text, 1, MaxEdge, 0) is { } edge ? new SizeTerm(edge) : null,
        ("cost", var text) => Numbers(text, 0, MaxUsd, UsdDecimals) is { } usd ? new CostTerm(usd) : null,
        ("seed", var text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed) ? new SeedTerm(seed) : null,
        ("ratio", var text) => Named<ImageShape>(text) is { } shape ? new ShapeTerm(shape) : null,
        ("before", var text) => Period(text) is { } period ? new DateTerm(DateRelation.Before, period) : null,
        ("on", var text) => Period(text) is { } period ? new DateTerm(DateRelation.On, period) : null,
        ("after", var text) => Period(text) is { } period ? new DateTerm(DateRelation.After, period) : null,
        ("is" or "has", var text) => Named<ImageTrait>(text) is { } trait && GalleryFields.PrefixOf(trait) == token.Field ? new TraitTerm(trait) : null,
        _ => null,
    };

    private static T? Named<T>(string text)
        where T : struct, Enum =>
        Array.Find(Enum.GetValues<T>().Cast<T?>().ToArray(), value => Wire.Name(value!.Value).Equals(text, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads <c>1</c>, <c>=1</c>, <c>&gt;1</c>, <c>&gt;=1</c>, <c>&lt;1</c>, <c>&lt;=1</c>, <c>1..2</c>, <c>1..</c> or <c>..2</c>.</summary>
    private static NumberRange? Numbers(string text, decimal min, decimal max, int decimals)
    {
        if (text.IndexOf("..", StringComparison.Ordinal) is >= 0 and var dots)
        {
            var (low, high) = (text[..dots], text[(dots + 2)..]);
            var (from, to) = (Number(low), Number(high));
            return (low == "" || from is not null) && (high == "" || to is not null) && (from ?? to) is not null && !(from > to)
                ? new NumberRange(from, to)
                : null;
        }

        var sign = text.TakeWhile(character => character is '<' or '>' or '=').Count();
        return (text[..sign], Number(text[sign..])) switch
        {
            ("" or "=", { } number) => new NumberRange(number, number),
            (">", { } number) => new NumberRange(number, null, IncludesFrom: false),
            (">=", { } number) => new NumberRange(number, null),
            ("<", { } number) => new NumberRange(null, number, IncludesTo: false),
            ("<=", { } number) => new NumberRange(null, number),
            _ => null,
        };

        decimal? Number(string digits) =>
            decimal.TryParse(digits.StartsWith('$') ? digits[1..] : digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max && number == decimal.Round(number, decimals) ? number : null;
    }

    /// <summary>Reads <c>2026</c>, <c>2026-11</c> or <c>2026-11-29</c>.</summary>
    private static DatePeriod? Period(string text)
    {
        foreach (var format in new[] { "yyyy", "yyyy-MM", "yyyy-MM-dd" })
        {
            if (DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is >= MinYear and <= MaxYear)
            {
                return new DatePeriod(date.Year, format.Length > 4 ? date.Month : null, format.Length > 7 ? date.Day : null);
            }
        }

        return null;
    }

    /// <summary>Returns what is wrong with a filter, and what would be right.</summary>
    private static string Explain(ViewToken token) => token switch
    {
        { Field: { } field } when !GalleryFields.Contains(field) =>
            LocalText.Format(EngineTexts.NoFilter, field, Nearest(field)),
        { Field: var field } when string.IsNullOrWhiteSpace(token.Value) => LocalText.Format(EngineTexts.ValueMissing, field, GalleryFields.All.Single(known => known.Name == field).Example),
        { Field: "size" } => EngineTexts.SizeFilter,
        { Field: "cost" } => EngineTexts.CostFilter,
        { Field: "seed" } => EngineTexts.SeedFilter,
        { Field: ("before" or "on" or "after") and var field } => LocalText.Format(EngineTexts.DateFilter, field),
        { Field: var field } => LocalText.Format(EngineTexts.ChooseFilter, string.Join(EngineTexts.OrBetween, GalleryFields.ValuesOf(field!).Select(value => $"{field}:{value}"))),
    };

    private static string Nearest(string name)
    {
        var nearest = GalleryFields.All.Select(field => field.Name).MinBy(known => Distance(known, name))!;
        return Distance(nearest, name) <= Math.Min(2, name.Length - 1) ? LocalText.Format(EngineTexts.DidYouMean, nearest) : "";
    }

    /// <summary>Returns how many letters must be added, removed or replaced to make one name of the other.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= other.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }

    /// <summary>Puts the terms of one text together.</summary>
    private sealed class Reader(string text)
    {
        private readonly List<List<GalleryTerm>> _clauses = [];
        private readonly List<ViewMistake> _mistakes = [];
        private ViewToken? _or;
        private int _terms;
        private bool _isAmongWords;

        public void Add(ViewToken token)
        {
            if (token.IsOr)
            {
                if (_or is not null || _clauses.Count == 0)
                {
                    AddMistake(token, OrAlone);
                }

                (_or, _isAmongWords) = (token, false);
                return;
            }

            if (token.Field is null)
            {
                AddText(token);
            }
            else if (Filter(token) is { } filter)
            {
                AddTerm(token, filter with { Excluded = token.Excluded }, isWord: false);
            }
            else
            {
                AddMistake(token, Explain(token));
                _or = null;
            }
        }

        public ParsedView Finish()
        {
            if (_or is { } or && _mistakes.TrueForAll(mistake => mistake.Start != or.Start))
            {
                AddMistake(or, OrAlone);
            }

            return new ParsedView(new GalleryView([.. _clauses.Select(clause => new GalleryClause([.. clause]))]), [.. _mistakes]);
        }

        private static string OrAlone => EngineTexts.OrAlone;

        private void AddText(ViewToken token)
        {
            if (SearchText.ForQuery(token.Value, unfinished: false) is null)
            {
                return;
            }

            // A word that is left out would leave out too much while it is written.
            var isOpen = token.End == text.Length && !token.Excluded && (token.IsQuoted ? !token.IsClosed && !char.IsWhiteSpace(text[^1]) : true);
            AddTerm(
                token,
                new TextTerm(token.IsQuoted ? token.Value.Trim() : token.Value, token.IsQuoted) { Excluded = token.Excluded, Unfinished = isOpen },
                isWord: !token.IsQuoted && !token.Excluded && _or is null);
        }

        private void AddTerm(ViewToken token, GalleryTerm term, bool isWord)
        {
            _terms += isWord && _isAmongWords ? 0 : 1;
            _isAmongWords = isWord;
            if (_terms == GalleryView.MaxTerms + 1)
            {
                AddMistake(token, LocalText.Format(EngineTexts.TooManyTerms, GalleryView.MaxTerms));
            }

            if (_or is null || _clauses.Count == 0)
            {
                _clauses.Add([term]);
            }
            else
            {
                _clauses[^1].Add(term);
            }

            _or = null;
        }

        private void AddMistake(ViewToken token, string message) => _mistakes.Add(new ViewMistake(token.Start, token.Length, message));
    }
}

/// <summary>A view as it was read from a text.</summary>
/// <param name="View">What was understood.</param>
/// <param name="Mistakes">What was not, in the order of the text; empty if all was.</param>
public sealed record ParsedView(GalleryView View, ImmutableArray<ViewMistake> Mistakes);

/// <summary>A part of a view's text that was not understood.</summary>
/// <param name="Start">Its place in UTF-16 code units.</param>
/// <param name="Length">Its length in UTF-16 code units.</param>
/// <param name="Message">What would be right, as a sentence.</param>
public sealed record ViewMistake(int Start, int Length, string Message);
