using System.Buffers.Binary;

namespace Darkroom.Imaging.Inspection;

/// <summary>A directory of a TIFF 6.0 structure, which is also that of EXIF. No offset or length in it is trusted.</summary>
internal readonly ref struct TiffDirectory
{
    private const int MaxEntries = 512;
    private const int EntryBytes = 12;
    private readonly ReadOnlySpan<byte> _tiff;
    private readonly ReadOnlySpan<byte> _entries;

    private TiffDirectory(ReadOnlySpan<byte> tiff, ReadOnlySpan<byte> entries, bool little)
    {
        _tiff = tiff;
        _entries = entries;
        IsLittleEndian = little;
    }

    internal bool IsLittleEndian { get; }

    internal int Count => _entries.Length / EntryBytes;

    internal Entry this[int index]
    {
        get
        {
            var entry = _entries[(index * EntryBytes)..];
            var (type, count) = (Short(entry[2..], IsLittleEndian), Long(entry[4..], IsLittleEndian));
            var size = type switch { 1 or 2 or 7 => 1u, 3 => 2u, 4 => 4u, _ => 0u };
            var rest = entry[8..EntryBytes];
            if (size > 0 && count > 4 / size)
            {
                var at = Long(rest, IsLittleEndian);
                rest = at <= _tiff.Length ? _tiff[(int)at..] : default;
            }

            return new Entry(Short(entry, IsLittleEndian), type, count, size, rest, IsLittleEndian);
        }
    }

    /// <summary>Opens the first directory of a file or an EXIF block.</summary>
    internal static bool TryOpen(ReadOnlySpan<byte> tiff, out TiffDirectory directory)
    {
        directory = default;
        var little = tiff.StartsWith("II"u8);
        return tiff.Length >= 8 && TryOpen(tiff, Long(tiff[4..], little), little, out directory);
    }

    /// <summary>Opens another directory of the same structure.</summary>
    internal bool TryOpen(uint start, out TiffDirectory directory) => TryOpen(_tiff, start, IsLittleEndian, out directory);

    private static bool TryOpen(ReadOnlySpan<byte> tiff, uint start, bool little, out TiffDirectory directory)
    {
        directory = default;
        if (start < 8 || start > tiff.Length - 2)
        {
            return false;
        }

        var content = tiff[(int)start..];
        var count = Short(content, little);
        if (count is 0 or > MaxEntries || content.Length < 2 + (count * EntryBytes))
        {
            return false;
        }

        directory = new TiffDirectory(tiff, content.Slice(2, count * EntryBytes), little);
        return true;
    }

    private static ushort Short(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Long(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    /// <summary>One entry. Its value may be incomplete or missing.</summary>
    internal readonly ref struct Entry(ushort tag, ushort type, uint count, uint size, ReadOnlySpan<byte> rest, bool little)
    {
        private readonly ReadOnlySpan<byte> _rest = rest;

        internal ushort Tag => tag;

        /// <summary>2 is text, 7 is bytes of any meaning.</summary>
        internal ushort Type => type;

        /// <summary>The bytes of the value; empty if the file does not contain all of them, or if the type is another than bytes, text and integers.</summary>
        internal ReadOnlySpan<byte> Content => (ulong)count * size is var length && length <= (ulong)_rest.Length ? _rest[..(int)length] : default;

        /// <summary>The first of the bytes, shorts or longs; null for other types.</summary>
        internal uint? First => count == 0 || type is 2 or 7 || _rest.Length < size ? null : size switch
        {
            1 => _rest[0],
            2 => Short(_rest, little),
            4 => Long(_rest, little),
            _ => null,
        };
    }
}
