using System.Globalization;

namespace Darkroom;

/// <summary>
/// The length of a text as people count it: in grapheme clusters. A flag, an emoji with a skin tone or a letter with its accents is
/// one character, however many UTF-16 code units it takes. Browser/shared/text-limits.ts counts in the same way, except that newer browsers count a
/// conjunct of an Indic script as one character and .NET counts its letters: what the server says holds.
/// </summary>
public static class TextLength
{
    /// <summary>Code units that a limit allows for each character: enough for the longest emoji, and a bound on stacked accents.</summary>
    private const int MaxUnitsPerCharacter = 16;

    /// <summary>The number of grapheme clusters in a text; 0 for null.</summary>
    public static int Measure(string? text)
    {
        var count = 0;
        for (var rest = text.AsSpan(); !rest.IsEmpty; count++)
        {
            rest = rest[StringInfo.GetNextTextElementLength(rest)..];
        }

        return count;
    }

    /// <summary>Whether a text is longer than a limit. Does not count a text that cannot be.</summary>
    /// <param name="text">The text; null is empty.</param>
    /// <param name="longest">In grapheme clusters.</param>
    public static bool Exceeds(string? text, int longest) =>
        text is not null && text.Length > longest && (text.Length / MaxUnitsPerCharacter > longest || Measure(text) > longest);

    /// <summary>The validation message for a text that is too long; null for one that is not.</summary>
    /// <param name="text">The text; null is empty.</param>
    /// <param name="longest">In grapheme clusters.</param>
    public static string? Problem(string? text, int longest)
    {
        if (!Exceeds(text, longest))
        {
            return null;
        }

        var length = Measure(text);
        return length > longest
            ? string.Create(CultureInfo.InvariantCulture, $"It has {length:N0} characters; at most {longest:N0} are possible.")
            : $"Its characters have too many parts: at most {MaxUnitsPerCharacter} UTF-16 code units each are possible.";
    }

    /// <summary>The beginning of a text, cut between characters.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">In grapheme clusters.</param>
    public static string Start(string text, int longest)
    {
        var end = 0;
        for (var count = 0; count < longest && end < text.Length; count++)
        {
            end += StringInfo.GetNextTextElementLength(text.AsSpan(end));
        }

        return text[..end];
    }
}
