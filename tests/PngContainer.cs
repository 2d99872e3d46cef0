using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Darkroom.Tests;

/// <summary>Writes the container of a PNG file: signature, chunks and checksums. The caller supplies the rows.</summary>
public static class PngContainer
{
    /// <summary>The position of the first chunk after the header.</summary>
    public const int AfterHeader = 33;

    public const byte Grey = 0;
    public const byte Rgb = 2;
    public const byte Rgba = 6;

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcOf)];

    /// <summary>Writes a complete file with 8 bits per sample.</summary>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="colourType"><see cref="Grey"/>, <see cref="Rgb"/> or <see cref="Rgba"/>.</param>
    /// <param name="data">The bodies of the IDAT chunks.</param>
    public static byte[] Write(int width, int height, byte colourType, params IEnumerable<byte[]> data)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, colourType);
        return
        [
            0x89, .. "PNG\r\n\x1A\n"u8, .. Chunk("IHDR", header), .. data.SelectMany(body => Chunk("IDAT", body)), .. Chunk("IEND", []),
        ];
    }

    /// <summary>Compresses rows for the IDAT chunks.</summary>
    /// <param name="rows">The rows, each preceded by its filter number. They may share one buffer.</param>
    public static byte[] Compress(IEnumerable<byte[]> rows, CompressionLevel level)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, level))
        {
            foreach (var row in rows)
            {
                zlib.Write(row);
            }
        }

        return compressed.ToArray();
    }

    public static byte[] Chunk(string type, byte[] body)
    {
        var chunk = new byte[body.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        body.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(body.Length + 8), Crc(chunk.AsSpan(4, body.Length + 4)));
        return chunk;
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var each in data)
        {
            crc = CrcTable[(byte)(crc ^ each)] ^ (crc >> 8);
        }

        return ~crc;
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
