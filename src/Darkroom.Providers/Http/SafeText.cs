using System.Text;
using System.Text.RegularExpressions;

namespace Darkroom.Providers.Http;

/// <summary>
/// Makes a service's text fit to be shown: one line, not endless, without anything that looks like a key. Everything that a service sends
/// goes through here before it is logged, stored or shown.
/// </summary>
internal static partial class SafeText
{
    private const int MaxMessageLength = 500;

    // Beyond that nothing is searched: patterns take longer on longer text.
    private const int MaxReadLength = 4_000;

    // Shorter keys are placeholders for servers that want none, such as "key" or "none", and parts of ordinary words.
    private const int MinKeyLength = 8;
    private const int MinTokenLength = 4;

    /// <param name="text">What the service said.</param>
    /// <param name="key">The secret, wherever it is echoed; null where there is none.</param>
    /// <param name="longest">In characters.</param>
    /// <returns>Null where nothing worth quoting is left.</returns>
    public static string? Sanitize(string? text, string? key, int longest = MaxMessageLength)
    {
        if (string.IsNullOrWhiteSpace(text) || Markup().IsMatch(text))
        {
            return null;
        }

        var clean = Redact(text, key);
        clean = clean.Length <= MaxReadLength ? clean : clean[..MaxReadLength];
        clean = Spaces().Replace(KeyLike().Replace(clean, "[key]"), " ").Trim();
        return clean.Length <= longest ? clean : string.Concat(clean.AsSpan(0, longest - 1).TrimEnd(), "…");
    }

    /// <summary>
    /// Replaces the key, in each form in which it may be echoed, and changes nothing else. A key of fewer than 8 characters is replaced only
    /// where it stands alone, and not at all if it is a plain word.
    /// </summary>
    /// <param name="text">What the service said.</param>
    /// <param name="key">The secret; null if there is none.</param>
    public static string Redact(string text, string? key)
    {
        foreach (var form in FormsOf(key))
        {
            text = form.Length >= MinKeyLength
                ? text.Replace(form, "[key]", StringComparison.Ordinal)
                : Regex.Replace(text, $@"(?<![\w-]){Regex.Escape(form)}(?![\w-])", "[key]");
        }

        return text;
    }

    /// <summary>Whether a text holds the key.</summary>
    public static bool Contains(string text, string? key) => Redact(text, key) != text;

    /// <summary>As it is, escaped for an address, and for user and password also the password alone and as HTTP Basic sends both.</summary>
    private static IEnumerable<string> FormsOf(string? key)
    {
        if (key is null)
        {
            return [];
        }

        var password = key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..];
        string[] forms = password.Length == key.Length
            ? [key, Uri.EscapeDataString(key)]
            : [key, Uri.EscapeDataString(key), Convert.ToBase64String(Encoding.UTF8.GetBytes(key)), password];
        return forms.Distinct().Where(form =>
            form.Length >= MinKeyLength || (form.Length >= MinTokenLength && !form.All(char.IsAsciiLetter)));
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
