using System.IO.Compression;

namespace Darkroom.Tests;

/// <summary>Real pictures for tests, made on the spot.</summary>
public static class TestImages
{
    /// <summary>
    /// A valid PNG (8-bit RGB): noise, which does not compress, from the left edge on and a gradient for the rest. The same
    /// arguments make the same bytes.
    /// </summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="seed">Another seed, another picture.</param>
    /// <param name="bytesAbout">How large the file is to be, up to a tenth more; at most width × height × 3.</param>
    public static byte[] NoisyPng(int width, int height, int seed = 1, int bytesAbout = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytesAbout, width * height * 3);
        return PngContainer.Write(width, height, PngContainer.Rgb, PngContainer.Compress(Rows(width, height, seed, bytesAbout), CompressionLevel.Fastest));
    }

    /// <summary>A few hundred bytes.</summary>
    public static byte[] SmallPng(int seed = 1) => NoisyPng(16, 16, seed, bytesAbout: 200);

    private static IEnumerable<byte[]> Rows(int width, int height, int seed, int noise)
    {
#pragma warning disable CA5394 // Noise for a picture, not for a secret; it must be repeatable.
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
