using System.Buffers.Binary;

namespace Darkroom.Imaging.Inspection;

/// <summary>Reads WebP headers (RFC 9649): the first chunk, of three kinds, has the size; ANMF chunks are frames.</summary>
internal static class WebPHeader
{
    private const int RiffHead = 12;
    private const int ChunkHead = 8;

    internal static ClaimedHeader? Read(ReadOnlySpan<byte> bytes, int maxFrames)
    {
        var chunks = bytes[RiffHead..];
        if (chunks.Length < ChunkHead + 10)
        {
            return null;
        }

        var body = chunks[ChunkHead..];
        if (chunks.StartsWith("VP8X"u8))
        {
            return From(1 + Read24(body[4..]), 1 + Read24(body[7..]), CountFrames(chunks, maxFrames));
        }

        if (chunks.StartsWith("VP8L"u8))
        {
            var packed = BinaryPrimitives.ReadUInt32LittleEndian(body[1..]);
            return From(1 + (int)(packed & 0x3FFF), 1 + (int)((packed >> 14) & 0x3FFF), 1);
        }

        var width = BinaryPrimitives.ReadUInt16LittleEndian(body[6..]) & 0x3FFF;
        var height = BinaryPrimitives.ReadUInt16LittleEndian(body[8..]) & 0x3FFF;
        return chunks.StartsWith("VP8 "u8) && width > 0 && height > 0 ? From(width, height, 1) : null;
    }

    /// <summary>Assumes the lossless decoder, which holds every pixel: the header does not always say which one is needed.</summary>
    private static ClaimedHeader From(int width, int height, int frames) => new(ImageFormat.WebP, width, height, frames, 4L * width * height);

    private static int CountFrames(ReadOnlySpan<byte> chunks, int maxFrames)
    {
        var frames = 0;
        while (chunks.Length >= ChunkHead && frames <= maxFrames)
        {
            frames += chunks.StartsWith("ANMF"u8) ? 1 : 0;
            var length = BinaryPrimitives.ReadUInt32LittleEndian(chunks[4..]);
            var step = ChunkHead + length + (length & 1);
            if (step > chunks.Length)
            {
                break;
            }

            chunks = chunks[(int)step..];
        }

        return Math.Max(1, frames);
    }

    private static int Read24(ReadOnlySpan<byte> bytes) => bytes[0] | bytes[1] << 8 | bytes[2] << 16;
}
