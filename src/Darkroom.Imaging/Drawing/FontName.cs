using System.Buffers.Binary;
using System.Text;

namespace Darkroom.Imaging.Drawing;

/// <summary>
/// Reads the family name from a font's <c>name</c> table (OpenType 1.9, "name — Naming Table"). Of a family with several weights only the
/// typographic name is common to all files, so it comes first, as in fontconfig, which must find the font by it.
/// </summary>
internal static class FontName
{
    private const int DirectoryBytes = 12;
    private const int EntryBytes = 16;
    private const int HeaderBytes = 6;
    private const int RecordBytes = 12;
    private const int MaxCharacters = 100;

    private const ushort Unicode = 0;
    private const ushort Macintosh = 1;
    private const ushort Windows = 3;
    private const ushort AmericanEnglish = 0x409;

    /// <summary>The name ids, best first: WWS family, typographic family, family.</summary>
    private static readonly ushort[] FamilyIds = [21, 16, 1];

    /// <summary>Returns the family name; null if the table is missing or damaged, or has no name that can be read.</summary>
    internal static string? GetFamily(ReadOnlySpan<byte> font)
    {
        var table = FindTable(font);
        if (table.Length < HeaderBytes)
        {
            return null;
        }

        int count = BinaryPrimitives.ReadUInt16BigEndian(table[2..]);
        int texts = BinaryPrimitives.ReadUInt16BigEndian(table[4..]);
        var (best, rank) = ((string?)null, int.MaxValue);
        for (var at = HeaderBytes; count > 0 && at + RecordBytes <= table.Length; at += RecordBytes, count--)
        {
            var record = table.Slice(at, RecordBytes);
            if (Rank(record) is { } found && found < rank && Read(record, table, texts) is { } name)
            {
                (best, rank) = (name, found);
            }
        }

        return best;
    }

    private static ReadOnlySpan<byte> FindTable(ReadOnlySpan<byte> font)
    {
        var count = font.Length < DirectoryBytes ? 0 : BinaryPrimitives.ReadUInt16BigEndian(font[4..]);
        for (var at = DirectoryBytes; count > 0 && at + EntryBytes <= font.Length; at += EntryBytes, count--)
        {
            var entry = font.Slice(at, EntryBytes);
            if (entry.StartsWith("name"u8))
            {
                return Slice(font, BinaryPrimitives.ReadUInt32BigEndian(entry[8..]), BinaryPrimitives.ReadUInt32BigEndian(entry[12..]));
            }
        }

        return default;
    }

    /// <summary>Smaller is better; null if the record is no family name, or in an encoding that is not read.</summary>
    private static int? Rank(ReadOnlySpan<byte> record)
    {
        var id = Array.IndexOf(FamilyIds, BinaryPrimitives.ReadUInt16BigEndian(record[6..]));
        int? source = (BinaryPrimitives.ReadUInt16BigEndian(record), BinaryPrimitives.ReadUInt16BigEndian(record[2..]), BinaryPrimitives.ReadUInt16BigEndian(record[4..])) switch
        {
            (Windows, 0 or 1 or 10, AmericanEnglish) => 0,
            (Unicode, _, _) => 1,
            (Macintosh, 0, 0) => 2,
            (Windows, 0 or 1 or 10, _) => 3,
            _ => null,
        };
        return id < 0 ? null : (id * 4) + source;
    }

    private static string? Read(ReadOnlySpan<byte> record, ReadOnlySpan<byte> table, int texts)
    {
        var bytes = Slice(
            table, (uint)(texts + BinaryPrimitives.ReadUInt16BigEndian(record[10..])), BinaryPrimitives.ReadUInt16BigEndian(record[8..]));
        var encoding = BinaryPrimitives.ReadUInt16BigEndian(record) == Macintosh ? Encoding.ASCII : Encoding.BigEndianUnicode;
        var name = encoding.GetString(bytes).Trim('\0', ' ');
        return name.Length is > 0 and <= MaxCharacters && !name.Any(char.IsControl) ? name : null;
    }

    /// <summary>Returns a part of the bytes; empty if they end before it does.</summary>
    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> bytes, uint offset, uint length) =>
        (ulong)offset + length <= (ulong)bytes.Length ? bytes.Slice((int)offset, (int)length) : default;
}
