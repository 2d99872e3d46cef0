using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Darkroom;

/// <summary>An image's size in pixels, written <c>1024x1536</c> (width first).</summary>
/// <param name="Width">Pixels across, 1 or more.</param>
/// <param name="Height">Pixels down, 1 or more.</param>
public readonly record struct PixelSize(int Width, int Height)
{
    public long Pixels => (long)Width * Height;

    /// <summary>Width divided by height: above 1 is landscape.</summary>
    public double Ratio => (double)Width / Height;

    /// <summary>Reads <c>WIDTHxHEIGHT</c>: two whole numbers of one to five digits, the first not zero.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PixelSize size) => TryParsePair(text, 'x', out size);

    /// <summary>Reads an aspect ratio such as <c>16:9</c> as a width and a height in the same unit.</summary>
    public static bool TryParseRatio([NotNullWhen(true)] string? text, out PixelSize ratio) => TryParsePair(text, ':', out ratio);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");

    private static bool TryParsePair(string? text, char separator, out PixelSize pair)
    {
        pair = default;
        var at = text?.IndexOf(separator, StringComparison.Ordinal) ?? -1;
        if (at is < 1 or > 5 || text!.Length - at - 1 is < 1 or > 5
            || !int.TryParse(text.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            || !int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var second)
            || first == 0 || second == 0)
        {
            return false;
        }

        pair = new PixelSize(first, second);
        return true;
    }
}
