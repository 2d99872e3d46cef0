using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Darkroom.Campaigns.Briefs;

/// <summary>Words that must not be used, each prepared once. A word counts as such, in any case: "cheap" is not in "cheapskate".</summary>
internal sealed class AvoidedWords(IEnumerable<string> words)
{
    private readonly ImmutableArray<(string Word, Regex Whole)> _words = [.. words.Where(word => word.Length > 0).Select(word =>
        (word, new Regex($@"(?<!\w){Regex.Escape(word)}(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)))];

    /// <summary>The words that a text contains.</summary>
    public IEnumerable<string> In(string? text) => _words.Where(one => one.Whole.IsMatch(text ?? "")).Select(one => one.Word);

    /// <summary>A text without them.</summary>
    public string RemoveFrom(string text) => _words.Aggregate(text, (rest, one) => one.Whole.Replace(rest, ""));
}
