using System.Text;
using System.Text.RegularExpressions;

namespace Darkroom.Providers.Http;

/// <summary>
/// Makes a service's text safe to log, store and show: one line of limited length, without anything that looks like a key.
/// </summary>
internal static partial class SafeText
{
    private const int MaxMessageLength = 500;

    // Longer text is truncated, to limit the time that patterns take.
    private const int MaxReadLength = 4_000;

    // Shorter keys are usually placeholders for servers that need none, such as "key" or "none", and also parts of ordinary words.
    private const int MinKeyLength = 8;
    private const int MinTokenLength = 4;

    /// <param name="key">The secret; null if there is none.</param>
    /// <param name="maxLength">The maximum length in characters.</param>
    /// <returns>The safe text; null if it is empty or markup.</returns>
    public static string? Sanitize(string? text, string? key, int maxLength = MaxMessageLength)
    {
        if (string.IsNullOrWhiteSpace(text) || Markup().IsMatch(text))
        {
            return null;
        }

        var clean = Redact(text, key);
        clean = clean.Length <= MaxReadLength ? clean : clean[..MaxReadLength];
        clean = Spaces().Replace(KeyLike().Replace(clean, "[key]"), " ").Trim();
        return clean.Length <= maxLength ? clean : string.Concat(clean.AsSpan(0, maxLength - 1).TrimEnd(), "…");
    }

    /// <summary>
    /// Replaces the key in every encoding in which it may be echoed. A key of fewer than 8 characters is replaced only if it stands alone, and
    /// not at all if it is a plain word.
    /// </summary>
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

    /// <summary>Whether a text contains the key.</summary>
    public static bool Contains(string text, string? key) => Redact(text, key) != text;

    /// <summary>Returns the key as it is, URL-encoded, and for user and password also the password alone and the HTTP Basic form.</summary>
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

    // Keys in the services' formats, anything masked with asterisks, and text after "Bearer" or "key=".
    [GeneratedRegex(
        @"\b(sk|sess|xai|pk)-[\w*.…-]+|\b(hf|r8|sk|pk)_[\w*]{6,}|\bAIza[\w-]{10,}|[^\s'""`]*\*{3,}[^\s'""`.]*"
        + @"|\bbearer\s+[^\s'""`]+|[?&]key=[^\s'""`&]+",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex KeyLike();

    [GeneratedRegex(@"[\s\p{C}]+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();
}
