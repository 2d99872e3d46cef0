using System.Text;

namespace Darkroom.Imaging.Drawing;

/// <summary>The writing system of a text, as far as typesetting differs.</summary>
public enum Script
{
    /// <summary>Latin, Greek, Cyrillic and everything not named below.</summary>
    Western,

    /// <summary>Arabic and related scripts: joined, tall, right to left.</summary>
    Arabic,

    /// <summary>Hebrew: right to left.</summary>
    Hebrew,

    /// <summary>Chinese, Japanese and Korean: square, without spaces.</summary>
    EastAsian,

    /// <summary>Scripts with marks above and below, such as Devanagari and Thai: they need more space between lines.</summary>
    Stacked,
}

/// <summary>Detects scripts by their letters.</summary>
public static class Scripts
{
    /// <summary>Returns the script of the language if the text has a letter of it, else the script of most letters.</summary>
    /// <param name="text">The text.</param>
    /// <param name="language">A language tag, or empty.</param>
    public static Script Detect(string text, string language)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(language);
        Span<int> counts = stackalloc int[5];
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetter(rune))
            {
                counts[(int)Detect(rune)]++;
            }
        }

        var expected = FromLanguage(language);
        if (counts[(int)expected] > 0 && expected != Script.Western)
        {
            return expected;
        }

        var most = Script.Western;
        for (var script = Script.Arabic; script <= Script.Stacked; script++)
        {
            most = counts[(int)script] > counts[(int)most] ? script : most;
        }

        return most;
    }

    /// <summary>True if the script runs from right to left.</summary>
    public static bool IsRightToLeft(Script script) => script is Script.Arabic or Script.Hebrew;

    /// <summary>True if all letters are of scripts that separate words with spaces and need no wrapping by Pango.</summary>
    internal static bool HasSpaces(string text) =>
        text.EnumerateRunes().All(rune => Detect(rune) is Script.Western or Script.Arabic or Script.Hebrew || IsHangul(rune));

    private static bool IsHangul(Rune rune) => rune.Value is (>= 0x1100 and <= 0x11FF) or (>= 0x3130 and <= 0x318F) or (>= 0xAC00 and <= 0xD7FF);

    private static Script FromLanguage(string language) => language.Split('-', 2)[0] switch
    {
        "ar" or "fa" or "ur" or "ckb" or "ps" or "ug" => Script.Arabic,
        "he" or "yi" => Script.Hebrew,
        "ja" or "zh" or "ko" => Script.EastAsian,
        "hi" or "mr" or "ne" or "bn" or "ta" or "te" or "th" or "lo" or "km" or "my" => Script.Stacked,
        _ => Script.Western,
    };

    private static Script Detect(Rune rune) => rune.Value switch
    {
        >= 0x0590 and <= 0x05FF => Script.Hebrew,
        (>= 0x0600 and <= 0x08FF) or (>= 0xFB50 and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF) => Script.Arabic,
        >= 0x0900 and <= 0x0FFF => Script.Stacked,
        (>= 0x1100 and <= 0x11FF) or (>= 0x2E80 and <= 0xD7FF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF) => Script.EastAsian,
        _ => Script.Western,
    };
}
