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
        var rest = Skip(bytes, ScreenHead + PaletteBytes(bytes[10]));
        return width == 0 || height == 0 ? null : new ClaimedHeader(ImageFormat.Gif, width, height, CountFrames(rest, maxFrames), 4L * width * height);
    }

    private static int CountFrames(ReadOnlySpan<byte> blocks, int maxFrames)
    {
        var frames = 0;
        while (frames <= maxFrames && blocks.Length > 0)
        {
            if (blocks[0] == Image && blocks.Length >= 11)
            {
                frames++;
                blocks = SkipSubBlocks(Skip(blocks, 11 + PaletteBytes(blocks[9])));
            }
            else if (blocks[0] == Extension)
            {
                blocks = SkipSubBlocks(Skip(blocks, 2));
            }
            else
            {
                break;
            }
        }

        return Math.Max(1, frames);
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
