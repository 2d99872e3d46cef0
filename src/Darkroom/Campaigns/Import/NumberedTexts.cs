using System.Collections.Immutable;

namespace Darkroom.Campaigns.Import;

/// <summary>
/// The headlines, or the calls to action, of one language. A sheet may number them, as an export does. Where one number has several texts,
/// because single creatives have texts of their own, the one that most rows have counts.
/// </summary>
internal sealed class NumberedTexts
{
    private readonly SortedDictionary<int, List<Votes>> _texts = [];

    internal int Count => _texts.Count;

    internal ImmutableArray<string> Chosen => [.. _texts.Values.Select(votes => Winner(votes).Text)];

    /// <param name="text">Empty texts are passed over.</param>
    /// <param name="number">From 1; null to take each text once, in the order in which they come.</param>
    internal void Add(string text, int? number)
    {
        if (text.Length == 0 || (number is null && _texts.Values.Any(votes => votes.Exists(one => one.Text == text))))
        {
            return;
        }

        var place = number ?? (_texts.Count == 0 ? 1 : _texts.Keys.Max() + 1);
        if (!_texts.TryGetValue(place, out var votes))
        {
            _texts.Add(place, votes = []);
        }

        if (votes.Find(one => one.Text == text) is { } known)
        {
            known.Count++;
        }
        else
        {
            votes.Add(new Votes(text));
        }
    }

    internal IEnumerable<string> Notices(string what) => _texts.Values.Where(votes => votes.Count > 1)
        .Select(votes => $"{votes.Count} different texts stand for one {what}; “{Shown(Winner(votes).Text)}” was taken.");

    private static Votes Winner(List<Votes> votes) => votes.MaxBy(one => one.Count)!;

    private static string Shown(string text) => text.Length <= 40 ? text : $"{text[..(char.IsHighSurrogate(text[39]) ? 39 : 40)]}…";

    private sealed class Votes(string text)
    {
        internal string Text => text;

        internal int Count { get; set; } = 1;
    }
}
