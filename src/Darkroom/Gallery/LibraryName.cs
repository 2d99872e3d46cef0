using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Darkroom.Imaging;

namespace Darkroom.Gallery;

/// <summary>Names that people give to tags and collections. Two names that differ only in case are the same.</summary>
public static class LibraryName
{
    /// <summary>The maximum length of a tag, in grapheme clusters.</summary>
    public const int MaxTag = 60;

    /// <summary>The maximum length of a collection's name, in grapheme clusters.</summary>
    public const int MaxCollection = 100;

    /// <summary>Reads a name: trimmed, composed (NFC), and with one space for each run of white space.</summary>
    /// <param name="text">The name as it was typed; null is empty.</param>
    /// <param name="longest">The maximum length, in grapheme clusters.</param>
    /// <param name="problem">What is wrong with the text.</param>
    public static bool TryRead(
        string? text, int longest, [NotNullWhen(true)] out string? name, [NotNullWhen(false)] out string? problem)
    {
        name = null;
        var words = (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var joined = string.Join(' ', words);
        problem = joined.Length == 0 ? LocalText.Format(EngineTexts.EnterName, longest)
            : TextLength.Problem(joined, longest) is { } tooLong ? tooLong
            : joined.EnumerateRunes().Any(IsForbidden) ? EngineTexts.VisibleOnly
            : !joined.EnumerateRunes().Any(IsVisible) ? EngineTexts.OneVisible
            : null;
        if (problem is not null)
        {
            return false;
        }

        name = UnicodeText.Composed(joined);
        return true;
    }

    /// <summary>Returns what is equal for names that differ only in case.</summary>
    /// <param name="name">A name that <see cref="TryRead"/> returned, or what a client compares with one.</param>
    public static string KeyOf(string name) => UnicodeText.Composed(name.Replace("\0", "", StringComparison.Ordinal).ToUpperInvariant().ToLowerInvariant());

    /// <summary>
    /// Returns whether a character hides in a text or changes how the rest of it is shown. An unpaired surrogate is read as U+FFFD.
    /// </summary>
    private static bool IsForbidden(Rune rune) => rune == Rune.ReplacementChar
        || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or (>= 0xE0000 and <= 0xE001F)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.EnclosingMark or UnicodeCategory.OtherNotAssigned);
}
