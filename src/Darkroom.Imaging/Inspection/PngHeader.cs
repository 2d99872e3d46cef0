using System.Buffers.Binary;

namespace Darkroom.Imaging.Inspection;

/// <summary>Reads PNG headers (W3C PNG Third Edition): IHDR comes first; an animation has acTL before the first IDAT.</summary>
internal static class PngHeader
{
    private const int SignatureBytes = 8;
    private const int ChunkHead = 8;
    private const int ChunkCrc = 4;
    private const int HeaderBytes = 13;

    internal static ClaimedHeader? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < SignatureBytes + ChunkHead + HeaderBytes + ChunkCrc || !bytes[12..].StartsWith("IHDR"u8))
        {
            return null;
        }

        var width = BinaryPrimitives.ReadInt32BigEndian(bytes[16..]);
        var height = BinaryPrimitives.ReadInt32BigEndian(bytes[20..]);
        var bytesPerPixel = Math.Max(1, bytes[24] / 8) * (bytes[25] switch { 2 => 3, 6 => 4, 4 => 2, _ => 1 });
        return width < 1 || height < 1
            ? null
            : new ClaimedHeader(
                ImageFormat.Png, width, height, CountFrames(bytes[SignatureBytes..]), bytes[28] == 0 ? 0 : (long)width * height * bytesPerPixel);
    }

    private static int CountFrames(ReadOnlySpan<byte> chunks)
    {
        while (chunks.Length >= ChunkHead + ChunkCrc)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(chunks);
            var type = chunks.Slice(4, 4);
            if (type.SequenceEqual("IDAT"u8) || length > chunks.Length - ChunkHead - ChunkCrc)
            {
                return 1;
            }

            if (type.SequenceEqual("acTL"u8) && length >= 4)
            {
                return Math.Max(1, BinaryPrimitives.ReadInt32BigEndian(chunks[ChunkHead..]));
            }

            chunks = chunks[(int)(ChunkHead + length + ChunkCrc)..];
        }

        return 1;
    }
}
