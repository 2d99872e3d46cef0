using System.Globalization;

namespace Darkroom;

/// <summary>
/// The length of a text as people count it: in grapheme clusters. A flag, an emoji with a skin tone or a letter with its accents is
/// one character, however many UTF-16 code units it takes. Browser/shared/text-limits.ts counts in the same way, except that newer browsers count a
/// conjunct of an Indic script as one character and .NET counts its letters: what the server says holds.
/// </summary>
public static class TextLength
{
    /// <summary>The code units allowed for each character: enough for the longest emoji, and a limit for stacked accents.</summary>
    private const int MaxUnitsPerCharacter = 16;

    /// <summary>Returns the number of grapheme clusters in a text; 0 for null.</summary>
    public static int Measure(string? text)
    {
        var count = 0;
        for (var rest = text.AsSpan(); !rest.IsEmpty; count++)
        {
            rest = rest[StringInfo.GetNextTextElementLength(rest)..];
        }

        return count;
    }

    /// <summary>Returns whether a text is longer than a limit. A text that is short enough in code units is not counted.</summary>
    /// <param name="text">The text; null is empty.</param>
    /// <param name="longest">The limit in grapheme clusters.</param>
    public static bool Exceeds(string? text, int longest) =>
        text is not null && text.Length > longest && (text.Length / MaxUnitsPerCharacter > longest || Measure(text) > longest);

    /// <summary>Returns the validation message for a text that is too long; null for one that is not.</summary>
    /// <param name="text">The text; null is empty.</param>
    /// <param name="longest">The limit in grapheme clusters.</param>
    public static string? Problem(string? text, int longest)
    {
        if (text is null || !Exceeds(text, longest))
        {
            return null;
        }

        var length = Measure(text);
        return length > longest
            ? LocalText.Format(EngineTexts.TooLong, length, longest)
            : LocalText.Format(EngineTexts.TooManyCodeUnits, text.Length, longest * MaxUnitsPerCharacter);
    }

    /// <summary>Returns the beginning of a text, cut between characters.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">The limit in grapheme clusters.</param>
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
