using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Darkroom.Campaigns.Briefs;

/// <summary>Finds words that must not be used, as whole words in any case: "cheap" does not match "cheapskate".</summary>
internal sealed class AvoidedWords(IEnumerable<string> words)
{
    private readonly ImmutableArray<(string Word, Regex Pattern)> _words = [.. words.Where(word => word.Length > 0).Select(word =>
        (word, new Regex($@"(?<!\w){Regex.Escape(word)}(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)))];

    /// <summary>Returns the words that a text contains.</summary>
    public IEnumerable<string> In(string? text) => _words.Where(word => word.Pattern.IsMatch(text ?? "")).Select(word => word.Word);

    /// <summary>Returns a text without these words.</summary>
    public string RemoveFrom(string text) => _words.Aggregate(text, (rest, word) => word.Pattern.Replace(rest, ""));
}
