using System.Text;
using Darkroom.Imaging;

namespace Darkroom.Server.CommandLine.Terminal;

/// <summary>Encodes an image as Sixel: 6 × 7 × 6 colours with ordered dithering, in bands of six rows.</summary>
internal static class SixelEncoder
{
    private const int Reds = 6;
    private const int Greens = 7;
    private const int Blues = 6;
    private const int Colours = Reds * Greens * Blues;
    private const int BandHeight = 6;

    /// <summary>Bayer's matrix: thresholds of 1/16.</summary>
    private static readonly int[] Thresholds = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];

    public static string Encode(RgbImage image)
    {
        var text = new StringBuilder(image.Width * image.Height / 2);
        text.Append(CultureInfo.InvariantCulture, $"\eP0;1;0q\"1;1;{image.Width};{image.Height}");
        for (var colour = 0; colour < Colours; colour++)
        {
            var (red, green, blue) = (colour / (Greens * Blues), colour / Blues % Greens, colour % Blues);
            text.Append(CultureInfo.InvariantCulture, $"#{colour};2;{red * 100 / (Reds - 1)};{green * 100 / (Greens - 1)};{blue * 100 / (Blues - 1)}");
        }

        var indices = Dither(image);
        for (var top = 0; top < image.Height; top += BandHeight)
        {
            AppendBand(text, indices, image.Width, top, Math.Min(BandHeight, image.Height - top));
            text.Append('-');
        }

        return text.Append("\e\\").ToString();
    }

    private static byte[] Dither(RgbImage image)
    {
        var pixels = image.Pixels.Span;
        var indices = new byte[image.Width * image.Height];
        for (var at = 0; at < indices.Length; at++)
        {
            var threshold = (Thresholds[(at / image.Width % 4 * 4) + (at % image.Width % 4)] * 2) + 1;
            var (red, green, blue) = (pixels[at * 3], pixels[(at * 3) + 1], pixels[(at * 3) + 2]);
            indices[at] = (byte)((((Level(red, Reds, threshold) * Greens) + Level(green, Greens, threshold)) * Blues) + Level(blue, Blues, threshold));
        }

        return indices;
    }

    /// <param name="threshold">In 1/32: how large the rest must be to round up.</param>
    private static int Level(int value, int levels, int threshold)
    {
        var scaled = value * (levels - 1) * 32 / 255;
        return (scaled / 32) + (scaled % 32 > threshold ? 1 : 0);
    }

    /// <summary>Appends one line of sixels for each colour of the band; a character is six pixels below each other.</summary>
    private static void AppendBand(StringBuilder text, byte[] indices, int width, int top, int height)
    {
        var lines = new byte[Colours][];
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var line = lines[indices[((top + row) * width) + column]] ??= new byte[width];
                line[column] |= (byte)(1 << row);
            }
        }

        for (var colour = 0; colour < Colours; colour++)
        {
            if (lines[colour] is { } line)
            {
                text.Append(CultureInfo.InvariantCulture, $"#{colour}");
                AppendLine(text, line);
                text.Append('$');
            }
        }
    }

    private static void AppendLine(StringBuilder text, byte[] line)
    {
        var end = line.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        for (var at = 0; at < end;)
        {
            var next = line.AsSpan(at, end - at).IndexOfAnyExcept(line[at]);
            var run = next < 0 ? end - at : next;
            var sixel = (char)('?' + line[at]);
            if (run > 3)
            {
                text.Append(CultureInfo.InvariantCulture, $"!{run}{sixel}");
            }
            else
            {
                text.Append(sixel, run);
            }

            at += run;
        }
    }
}
