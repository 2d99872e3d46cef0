using System.Buffers.Binary;

namespace Darkroom.Imaging.Steps;

/// <summary>
/// Removes metadata from a WebP file (RFC 9649). libvips 8.14 writes an EXIF block and the colour profile even with <c>strip</c>: 7 kB for
/// an image of 5 kB.
/// </summary>
internal static class WebPFile
{
    private const int RiffHead = 12;
    private const int ChunkHead = 8;
    private const byte AlphaFlag = 0x10;

    internal static byte[] WithoutMetadata(byte[] webp)
    {
        var alpha = HasAlphaChunk(webp);
        using var stripped = new MemoryStream(webp.Length);
        stripped.Write(webp.AsSpan(0, RiffHead));
        foreach (var chunk in Chunks(webp))
        {
            var bytes = webp.AsSpan(chunk);
            if (bytes.StartsWith("VP8 "u8) || bytes.StartsWith("VP8L"u8) || bytes.StartsWith("ALPH"u8))
            {
                stripped.Write(bytes);
            }
            else if (alpha && bytes.StartsWith("VP8X"u8))
            {
                // Only an image with separate alpha needs the extended header, with no other flag.
                bytes[ChunkHead] = AlphaFlag;
                stripped.Write(bytes);
            }
        }

        var result = stripped.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(4), result.Length - ChunkHead);
        return result;
    }

    private static bool HasAlphaChunk(byte[] webp) => Chunks(webp).Any(chunk => webp.AsSpan(chunk).StartsWith("ALPH"u8));

    /// <summary>Returns the range of each chunk, with header and padding.</summary>
    private static IEnumerable<Range> Chunks(byte[] webp)
    {
        for (var at = RiffHead; at + ChunkHead <= webp.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(webp.AsSpan(at + 4));
            var end = Math.Min(webp.Length, at + ChunkHead + length + (length & 1));
            yield return at..end;
            at = end;
        }
    }
}
