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
    /// <summary>The script of most letters.</summary>
    public static Script Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<int> counts = stackalloc int[5];
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetter(rune))
            {
                counts[(int)Of(rune)]++;
            }
        }

        return (Script)counts.IndexOf(counts.ToArray().Max());
    }

    public static bool RightToLeft(Script script) => script is Script.Arabic or Script.Hebrew;

    private static Script Of(Rune rune) => rune.Value switch
    {
        >= 0x0590 and <= 0x05FF => Script.Hebrew,
        (>= 0x0600 and <= 0x08FF) or (>= 0xFB50 and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF) => Script.Arabic,
        >= 0x0900 and <= 0x0FFF => Script.Stacked,
        (>= 0x1100 and <= 0x11FF) or (>= 0x2E80 and <= 0xD7FF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF) => Script.EastAsian,
        _ => Script.Western,
    };
}
