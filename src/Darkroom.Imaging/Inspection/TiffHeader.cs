using System.Buffers.Binary;

namespace Darkroom.Imaging.Inspection;

/// <summary>
/// Reads TIFF 6.0 headers: the first directory has the size. Only 8-bit and 16-bit photos with the usual compressions pass. Camera raw files
/// are TIFF files whose first directory has a thumbnail or old-style JPEG; they are rejected, so that no thumbnail is used as the photo.
/// </summary>
internal static class TiffHeader
{
    private const int MaxEntries = 512;
    private const int EntryBytes = 12;

    /// <summary>The largest strip that counts as streamed. The decoder holds a whole strip in memory.</summary>
    private const long MaxStreamedStrip = 8L * 1024 * 1024;

    internal static readonly Rejection Unsupported = new(
        RejectReason.UnknownFormat,
        "This TIFF cannot be read: it is damaged, a camera's raw file, or of an unusual kind. Save it as PNG, JPEG, WebP, AVIF or an 8-bit TIFF.");

    private enum Tag : ushort
    {
        NewSubfileType = 254,
        Width = 256,
        Height = 257,
        BitsPerSample = 258,
        Compression = 259,
        SamplesPerPixel = 277,
        RowsPerStrip = 278,
        TileHeight = 323,
        DngVersion = 50706,
    }

    internal static ClaimedHeader? Read(ReadOnlySpan<byte> bytes)
    {
        var tags = new Dictionary<Tag, uint>();
        if (!TryReadDirectory(bytes, tags))
        {
            return null;
        }

        var (width, height) = (tags.GetValueOrDefault(Tag.Width), tags.GetValueOrDefault(Tag.Height));
        var (bits, samples) = (tags.GetValueOrDefault(Tag.BitsPerSample, 1u), tags.GetValueOrDefault(Tag.SamplesPerPixel, 1u));
        var supported = width is > 0 and <= int.MaxValue && height is > 0 and <= int.MaxValue
            && (tags.GetValueOrDefault(Tag.NewSubfileType) & 1) == 0
            && bits is 1 or 8 or 16 && samples is >= 1 and <= 5
            && tags.GetValueOrDefault(Tag.Compression, 1u) is 1 or 5 or 7 or 8 or 32773 or 32946
            && !tags.ContainsKey(Tag.DngVersion);
        if (!supported)
        {
            return null;
        }

        var rows = Math.Min(height, Math.Max(1, tags.GetValueOrDefault(Tag.TileHeight, tags.GetValueOrDefault(Tag.RowsPerStrip, height))));
        var strip = rows * (long)width * samples * Math.Max(1, bits / 8);
        return new ClaimedHeader(ImageFormat.Tiff, (int)width, (int)height, 1, strip <= MaxStreamedStrip ? 0 : strip);
    }

    private static bool TryReadDirectory(ReadOnlySpan<byte> bytes, Dictionary<Tag, uint> tags)
    {
        var little = bytes[0] == 'I';
        if (bytes.Length < 8 || Long(bytes[4..], little) is var start && (start < 8 || start > bytes.Length - 2))
        {
            return false;
        }

        var directory = bytes[(int)start..];
        var count = Short(directory, little);
        if (count is 0 or > MaxEntries || directory.Length < 2 + (count * EntryBytes))
        {
            return false;
        }

        for (var entries = directory.Slice(2, count * EntryBytes); !entries.IsEmpty; entries = entries[EntryBytes..])
        {
            if (Value(bytes, entries, little) is { } value)
            {
                tags.TryAdd((Tag)Short(entries, little), value);
            }
        }

        return true;
    }

    /// <summary>Returns the first value of an entry of bytes, shorts or longs; null for other types.</summary>
    private static uint? Value(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> entry, bool little)
    {
        var (type, count) = (Short(entry[2..], little), Long(entry[4..], little));
        var size = type switch { 1 => 1, 3 => 2, 4 => 4, _ => 0 };
        var content = entry[8..EntryBytes];
        if (size == 0 || count == 0)
        {
            return null;
        }

        if (count > 4 / size)
        {
            var at = Long(content, little);
            if (at > bytes.Length - size)
            {
                return null;
            }

            content = bytes[(int)at..];
        }

        return size switch { 1 => content[0], 2 => Short(content, little), _ => Long(content, little) };
    }

    private static ushort Short(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Long(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
