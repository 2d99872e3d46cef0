using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using System.Text.Unicode;
using Darkroom.Imaging.Metadata;

namespace Darkroom.Imports;

/// <summary>
/// The texts of an imported file as bytes: Brotli of UTF-8, in which each text has its key on a line before it, and zero characters separate texts.
/// </summary>
public static class RawMetadata
{
    /// <summary>The maximum number of bytes, packed and unpacked. Longer texts are cut.</summary>
    public const int MaxBytes = 256 * 1024;

    private const int Quality = 5;
    private const int Window = 22;

    /// <summary>Packs texts. If they are too long together, the longest ones are cut.</summary>
    /// <returns>Null if there are none.</returns>
    public static byte[]? Pack(ImmutableArray<EmbeddedText> texts)
    {
        if (texts.IsEmpty)
        {
            return null;
        }

        var (room, left) = (MaxBytes, texts.Length);
        var parts = new byte[texts.Length][];
        foreach (var (text, index) in texts.Select((text, index) => (text, index)).OrderBy(one => one.text.Text.Length))
        {
            var part = new byte[room / left--];
            Utf8.FromUtf16($"{OneLine(text.Key)}\n{text.Text.Replace("\0", "", StringComparison.Ordinal)}", part.AsSpan(..^1), out _, out var length);
            parts[index] = part[..(length + 1)];
            room -= length + 1;
        }

        var plain = parts.SelectMany(part => part).ToArray();
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(plain.Length)];
        return BrotliEncoder.TryCompress(plain, packed, out var packedLength, Quality, Window) && packedLength <= MaxBytes ? packed[..packedLength] : null;
    }

    /// <summary>Returns the texts; empty if the bytes are null or damaged.</summary>
    public static ImmutableArray<EmbeddedText> Unpack(byte[]? packed)
    {
        var plain = new byte[MaxBytes];
        return packed is not null && BrotliDecoder.TryDecompress(packed, plain, out var length)
            ? [.. Encoding.UTF8.GetString(plain, 0, length).Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(Split)]
            : [];
    }

    private static EmbeddedText Split(string part) =>
        part.IndexOf('\n', StringComparison.Ordinal) is var end and >= 0 ? new EmbeddedText(part[..end], part[(end + 1)..]) : new EmbeddedText(part, "");

    private static string OneLine(string key) => string.Concat(key.Where(each => each is not ('\0' or '\n')));
}
