using Darkroom.Imaging.Inspection;

namespace Darkroom.Imaging.Metadata;

/// <summary>Reads the comments of a GIF (89a specification §24).</summary>
internal static class GifComments
{
    private const byte Extension = 0x21;
    private const byte Comment = 0xFE;

    internal static void Collect(ReadOnlySpan<byte> gif, TextCollector texts)
    {
        var blocks = GifHeader.Blocks(gif);
        while (GifHeader.TryNextBlock(ref blocks, out var block))
        {
            if (block is [Extension, Comment, ..])
            {
                texts.Add("Comment", Join(block[2..]));
            }
        }
    }

    /// <summary>Joins sub-blocks: each begins with its length, the last one has none.</summary>
    private static byte[] Join(ReadOnlySpan<byte> blocks)
    {
        using var joined = new MemoryStream(blocks.Length);
        while (blocks is [> 0, ..])
        {
            var end = Math.Min(blocks.Length, 1 + blocks[0]);
            joined.Write(blocks[1..end]);
            blocks = blocks[end..];
        }

        return joined.ToArray();
    }
}
