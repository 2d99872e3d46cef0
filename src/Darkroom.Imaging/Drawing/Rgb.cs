using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Darkroom.Imaging.Drawing;

/// <summary>An opaque sRGB colour, 0 to 255 per channel.</summary>
public readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    public static readonly Rgb White = new(255, 255, 255);

    /// <summary>Near black: light enough to be soft, dark enough that either it or white is readable on any colour.</summary>
    public static readonly Rgb Ink = new(5, 5, 6);

    private static readonly double[] Light = [.. Enumerable.Range(0, 256).Select(Linear)];

    /// <summary>Relative luminance by WCAG 2.2, 0 to 1.</summary>
    public double Luminance => (0.2126 * Light[Red]) + (0.7152 * Light[Green]) + (0.0722 * Light[Blue]);

    /// <summary>Reads <c>#rrggbb</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Rgb colour)
    {
        colour = default;
        if (text is not ['#', _, _, _, _, _, _] || !int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        colour = new Rgb((byte)(number >> 16), (byte)(number >> 8), (byte)number);
        return true;
    }

    /// <summary>The contrast ratio of WCAG 2.2, 1 to 21. Text needs 4.5; large text and graphics need 3.</summary>
    public double Contrast(Rgb other)
    {
        var (one, two) = (Luminance, other.Luminance);
        return (Math.Max(one, two) + 0.05) / (Math.Min(one, two) + 0.05);
    }

    /// <summary>Returns white or ink, whichever has more contrast on this colour; at least 4.5.</summary>
    public Rgb Readable() => Contrast(White) >= Contrast(Ink) ? White : Ink;

    /// <summary>Mixes two colours.</summary>
    /// <param name="other">The other colour.</param>
    /// <param name="share">The share of the other colour, 0 to 1.</param>
    public Rgb Mix(Rgb other, double share) => new(Between(Red, other.Red, share), Between(Green, other.Green, share), Between(Blue, other.Blue, share));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");

    private static byte Between(byte from, byte to, double share) => (byte)Math.Round(from + ((to - from) * Math.Clamp(share, 0, 1)));

    private static double Linear(int channel)
    {
        var value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
