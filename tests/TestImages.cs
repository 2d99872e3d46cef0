using System.IO.Compression;

namespace Darkroom.Tests;

/// <summary>Generated test images.</summary>
public static class TestImages
{
    /// <summary>
    /// Returns a valid 8-bit RGB PNG: incompressible noise from the left edge, and a gradient. The same arguments give the same bytes.
    /// </summary>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="seed">Different seeds give different images.</param>
    /// <param name="bytesAbout">The approximate size of the file, up to 10 % more; at most width × height × 3.</param>
    public static byte[] NoisyPng(int width, int height, int seed = 1, int bytesAbout = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytesAbout, width * height * 3);
        return PngContainer.Write(width, height, PngContainer.Rgb, PngContainer.Compress(Rows(width, height, seed, bytesAbout), CompressionLevel.Fastest));
    }

    /// <summary>Returns a PNG of a few hundred bytes.</summary>
    public static byte[] SmallPng(int seed = 1) => NoisyPng(16, 16, seed, bytesAbout: 200);

    private static IEnumerable<byte[]> Rows(int width, int height, int seed, int noise)
    {
#pragma warning disable CA5394 // Noise for an image, not for a secret; it must be repeatable.
        var random = new Random(seed);
        var noisePerRow = Math.Min(width * 3, (noise + height - 1) / height);
        var row = new byte[1 + (width * 3)];
        for (var y = 0; y < height; y++)
        {
            row.AsSpan(1).Fill((byte)(y + seed));
            random.NextBytes(row.AsSpan(1, noisePerRow));
            yield return row;
        }
#pragma warning restore CA5394
    }
}
