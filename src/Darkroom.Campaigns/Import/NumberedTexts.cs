using System.Collections.Immutable;

namespace Darkroom.Campaigns.Import;

/// <summary>
/// The headlines, or the calls to action, of one language. A sheet may number them, as an export does. Where one number has several texts,
/// because single creatives have texts of their own, the one that most rows have counts.
/// </summary>
internal sealed class NumberedTexts
{
    private readonly SortedDictionary<int, OrderedDictionary<string, int>> _texts = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private int _last;

    internal int Count => _texts.Count;

    internal ImmutableArray<string> Chosen => [.. _texts.Values.Select(MaxFrequent)];

    /// <param name="text">Empty texts are skipped.</param>
    /// <param name="number">From 1; null to add each text once, in the order of the rows.</param>
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
        .Select(rows => $"{rows.Count} different texts stand for one {what}; “{Shortened(MaxFrequent(rows))}” was taken.");

    private static string MaxFrequent(OrderedDictionary<string, int> rows) => rows.MaxBy(row => row.Value).Key;

    private static string Shortened(string text) => text.Length <= 40 ? text : $"{text[..(char.IsHighSurrogate(text[39]) ? 39 : 40)]}…";
}
