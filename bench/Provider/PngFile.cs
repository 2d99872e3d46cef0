using System.IO.Compression;
using Darkroom.Tests;

namespace Darkroom.Bench.Provider;

/// <summary>Writes PNG files like those of photographs: 8-bit RGB, every row with the Paeth filter.</summary>
internal static class PngFile
{
    private const int Bands = 3;
    private const byte Paeth = 4;

    /// <summary>Writes a PNG.</summary>
    /// <param name="pixels">The interleaved pixels, rows from the top without gaps.</param>
    public static byte[] Write(byte[] pixels, int width, int height) =>
        PngContainer.Write(width, height, PngContainer.Rgb, PngContainer.Compress(Rows(pixels, width * Bands), CompressionLevel.Optimal));

    private static IEnumerable<byte[]> Rows(byte[] pixels, int stride)
    {
        var above = new byte[stride];
        var filtered = new byte[1 + stride];
        filtered[0] = Paeth;
        for (var at = 0; at < pixels.Length; at += stride)
        {
            var row = pixels.AsSpan(at, stride);
            Filter(row, above, filtered.AsSpan(1));
            row.CopyTo(above);
            yield return filtered;
        }
    }

    private static void Filter(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Span<byte> filtered)
    {
        for (var x = 0; x < row.Length; x++)
        {
            var (left, corner) = x < Bands ? (0, 0) : (row[x - Bands], above[x - Bands]);
            filtered[x] = (byte)(row[x] - Predict(left, above[x], corner));
        }
    }

    private static int Predict(int left, int above, int corner)
    {
        var guess = left + above - corner;
        var (byLeft, byAbove, byCorner) = (Math.Abs(guess - left), Math.Abs(guess - above), Math.Abs(guess - corner));
        return byLeft <= byAbove && byLeft <= byCorner ? left : byAbove <= byCorner ? above : corner;
    }
}
