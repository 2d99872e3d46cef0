using System.Buffers.Binary;

namespace Darkroom.Imaging.Steps;

/// <summary>
/// Takes metadata out of a WebP file (RFC 9649). libvips 8.14 is told to leave it out, but writes an EXIF block all the same, and the
/// colour profile with it: 7 kB in front of a picture of 5.
/// </summary>
internal static class WebPFile
{
    private const int RiffHead = 12;
    private const int ChunkHead = 8;
    private const byte AlphaFlag = 0x10;

    internal static byte[] WithoutMetadata(byte[] webp)
    {
        var alpha = HasAlphaChunk(webp);
        using var kept = new MemoryStream(webp.Length);
        kept.Write(webp.AsSpan(0, RiffHead));
        foreach (var chunk in Chunks(webp))
        {
            var bytes = webp.AsSpan(chunk);
            if (bytes.StartsWith("VP8 "u8) || bytes.StartsWith("VP8L"u8) || bytes.StartsWith("ALPH"u8))
            {
                kept.Write(bytes);
            }
            else if (alpha && bytes.StartsWith("VP8X"u8))
            {
                // Only a picture with separate alpha needs the extended header, and then with no other flag.
                bytes[ChunkHead] = AlphaFlag;
                kept.Write(bytes);
            }
        }

        var result = kept.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(4), result.Length - ChunkHead);
        return result;
    }

    private static bool HasAlphaChunk(byte[] webp) => Chunks(webp).Any(chunk => webp.AsSpan(chunk).StartsWith("ALPH"u8));

    /// <summary>Where each chunk is, head and padding included.</summary>
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
