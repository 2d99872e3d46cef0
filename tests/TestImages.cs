using System.Buffers.Binary;
using System.IO.Compression;

namespace Darkroom.Tests;

/// <summary>Real pictures for tests, made on the spot.</summary>
public static class TestImages
{
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcOf)];

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
        using var file = new MemoryStream(bytesAbout + 4096);
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Pixels(width, height, seed, bytesAbout));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>A few hundred bytes.</summary>
    public static byte[] SmallPng(int seed = 1) => NoisyPng(16, 16, seed, bytesAbout: 200);

    private static byte[] Pixels(int width, int height, int seed, int noise)
    {
#pragma warning disable CA5394 // Noise for a picture, not for a secret; it must be repeatable.
        var random = new Random(seed);
        var noisePerRow = Math.Min(width * 3, (noise + height - 1) / height);
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest))
        {
            var row = new byte[1 + (width * 3)];
            for (var y = 0; y < height; y++)
            {
                row.AsSpan(1).Fill((byte)(y + seed));
                random.NextBytes(row.AsSpan(1, noisePerRow));
                zlib.Write(row);
            }
        }
#pragma warning restore CA5394

        return compressed.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(data, Crc(type, uint.MaxValue)));
        file.Write(number);
    }

    private static uint Crc(ReadOnlySpan<byte> data, uint crc)
    {
        foreach (var each in data)
        {
            crc = CrcTable[(byte)(crc ^ each)] ^ (crc >> 8);
        }

        return crc;
    }

    private static uint CrcOf(int n)
    {
        var crc = (uint)n;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
        }

        return crc;
    }
}
