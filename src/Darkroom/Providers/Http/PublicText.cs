using System.Text.RegularExpressions;

namespace Darkroom.Providers.Http;

/// <summary>Makes a service's text fit to be shown: one line, not endless, without anything that looks like a key.</summary>
internal static partial class PublicText
{
    private const int LongestMessage = 500;

    // Beyond that nothing is searched: patterns take longer on longer text.
    private const int LongestRead = 4_000;

    /// <param name="text">What the service said.</param>
    /// <param name="key">The secret, wherever it is echoed; null where there is none.</param>
    /// <param name="longest">In characters.</param>
    /// <returns>Null where nothing worth quoting is left.</returns>
    public static string? Of(string? text, string? key, int longest = LongestMessage)
    {
        if (string.IsNullOrWhiteSpace(text) || Markup().IsMatch(text))
        {
            return null;
        }

        var clean = key is { Length: > 0 } ? text.Replace(key, "[key]", StringComparison.Ordinal) : text;
        clean = clean.Length <= LongestRead ? clean : clean[..LongestRead];
        clean = Spaces().Replace(KeyLike().Replace(clean, "[key]"), " ").Trim();
        return clean.Length <= longest ? clean : string.Concat(clean.AsSpan(0, longest - 1).TrimEnd(), "…");
    }

    [GeneratedRegex(@"<\s*(!doctype|html|head|body|script)\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Markup();

    // Keys as services shape them, anything masked with asterisks, and what follows "Bearer" or "key=".
    [GeneratedRegex(
        @"\b(sk|sess|xai|pk)-[\w*.…-]+|\b(hf|r8|sk|pk)_[\w*]{6,}|\bAIza[\w-]{10,}|[^\s'""`]*\*{3,}[^\s'""`.]*"
        + @"|\bbearer\s+[^\s'""`]+|[?&]key=[^\s'""`&]+",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex KeyLike();

    [GeneratedRegex(@"[\s\p{C}]+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();
}
