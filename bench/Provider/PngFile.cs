using System.Buffers.Binary;
using System.IO.Compression;

namespace Darkroom.Bench.Provider;

/// <summary>Writes PNG files as photographs usually are: 8-bit RGB, every row with the Paeth filter.</summary>
internal static class PngFile
{
    private const int Bands = 3;
    private const byte Paeth = 4;
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcOf)];

    /// <param name="pixels">Interleaved, rows from the top without gaps.</param>
    public static byte[] Write(ReadOnlySpan<byte> pixels, int width, int height)
    {
        using var file = new MemoryStream(pixels.Length);
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        (header[8], header[9]) = (8, 2);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(pixels, width * Bands, height));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Compress(ReadOnlySpan<byte> pixels, int stride, int height)
    {
        using var compressed = new MemoryStream(pixels.Length);
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal))
        {
            var above = new byte[stride];
            var filtered = new byte[1 + stride];
            filtered[0] = Paeth;
            for (var y = 0; y < height; y++)
            {
                var row = pixels.Slice(y * stride, stride);
                Filter(row, above, filtered.AsSpan(1));
                zlib.Write(filtered);
                row.CopyTo(above);
            }
        }

        return compressed.ToArray();
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

    private static uint CrcOf(int number)
    {
        var crc = (uint)number;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
        }

        return crc;
    }
}
