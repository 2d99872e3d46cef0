using System.Text;

namespace Darkroom.Imaging.Drawing;

/// <summary>What kind of writing a text is, as far as setting it differs.</summary>
public enum Script
{
    /// <summary>Latin, Greek, Cyrillic and everything not named below.</summary>
    Western,

    /// <summary>Arabic and its relatives: joined, tall, from right to left.</summary>
    Arabic,

    /// <summary>Hebrew: from right to left.</summary>
    Hebrew,

    /// <summary>Chinese, Japanese, Korean: square, without spaces.</summary>
    EastAsian,

    /// <summary>Scripts with marks above and below, such as Devanagari and Thai: they need room between lines.</summary>
    Stacked,
}

/// <summary>Tells scripts apart by the letters themselves.</summary>
public static class Scripts
{
    /// <summary>The script of the language where the text has a letter of it, else that of most letters.</summary>
    /// <param name="text">The text.</param>
    /// <param name="language">A language tag; may be empty.</param>
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

        var expected = OfLanguage(language);
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

    public static bool RightToLeft(Script script) => script is Script.Arabic or Script.Hebrew;

    private static Script OfLanguage(string language) => language.Split('-', 2)[0] switch
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
