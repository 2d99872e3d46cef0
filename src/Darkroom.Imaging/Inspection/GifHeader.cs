using System.Buffers.Binary;

namespace Darkroom.Imaging.Inspection;

/// <summary>
/// Reads GIF headers (89a specification): the logical screen has the size. Frames are counted by walking the blocks, up to one more than
/// allowed, because the native reader would keep a record of each of millions.
/// </summary>
internal static class GifHeader
{
    private const int ScreenHead = 13;
    private const byte Image = 0x2C;
    private const byte Extension = 0x21;

    internal static ClaimedHeader? Read(ReadOnlySpan<byte> bytes, int maxFrames)
    {
        if (bytes.Length < ScreenHead)
        {
            return null;
        }

        int width = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        int height = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        return width == 0 || height == 0 ? null : new ClaimedHeader(ImageFormat.Gif, width, height, CountFrames(Blocks(bytes), maxFrames), 4L * width * height);
    }

    private static int CountFrames(ReadOnlySpan<byte> blocks, int maxFrames)
    {
        var frames = 0;
        while (frames <= maxFrames && TryNextBlock(ref blocks, out var block))
        {
            frames += block[0] == Image ? 1 : 0;
        }

        return Math.Max(1, frames);
    }

    /// <summary>Returns the blocks after the header.</summary>
    internal static ReadOnlySpan<byte> Blocks(ReadOnlySpan<byte> bytes) =>
        bytes.Length < ScreenHead ? default : Skip(bytes, ScreenHead + PaletteBytes(bytes[10]));

    /// <summary>Takes one image or extension from the blocks; false at the end of the image and where it is damaged.</summary>
    internal static bool TryNextBlock(ref ReadOnlySpan<byte> blocks, out ReadOnlySpan<byte> block)
    {
        block = blocks;
        if (blocks.Length >= 11 && blocks[0] == Image)
        {
            blocks = SkipSubBlocks(Skip(blocks, 11 + PaletteBytes(blocks[9])));
        }
        else if (blocks.Length > 0 && blocks[0] == Extension)
        {
            blocks = SkipSubBlocks(Skip(blocks, 2));
        }
        else
        {
            return false;
        }

        block = block[..^blocks.Length];
        return true;
    }

    private static ReadOnlySpan<byte> SkipSubBlocks(ReadOnlySpan<byte> blocks)
    {
        while (blocks.Length > 0 && blocks[0] != 0)
        {
            blocks = Skip(blocks, 1 + blocks[0]);
        }

        return Skip(blocks, 1);
    }

    private static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> bytes, int count) => bytes[Math.Min(count, bytes.Length)..];

    private static int PaletteBytes(byte flags) => (flags & 0x80) == 0 ? 0 : 3 * (2 << (flags & 7));
}
