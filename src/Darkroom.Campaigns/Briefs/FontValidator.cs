using System.Buffers.Binary;
using System.Text;

namespace Darkroom.Campaigns.Briefs;

/// <summary>Reads a font's table directory (OpenType 1.9, "Organization of an OpenType font") to reject files that are truncated or no fonts.</summary>
internal static class FontValidator
{
    private const int HeaderBytes = 12;
    private const int EntryBytes = 16;
    private const uint TrueType = 0x00010000;
    private const uint AppleTrueType = 0x74727565;
    private const uint Cff = 0x4F54544F;
    private static readonly string[] RequiredTables = ["cmap", "head", "hhea", "hmtx", "maxp", "name"];

    public static bool IsFont(ReadOnlySpan<byte> bytes) => bytes.Length >= 4
        && (BinaryPrimitives.ReadUInt32BigEndian(bytes) is TrueType or AppleTrueType or Cff
            || bytes.StartsWith("ttcf"u8) || bytes.StartsWith("wOFF"u8) || bytes.StartsWith("wOF2"u8));

    public static (string? Mime, string? Problem) Run(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("ttcf"u8) || bytes.StartsWith("wO"u8))
        {
            return (null, RuleTexts.FontCollection);
        }

        var tables = bytes.Length < HeaderBytes ? 0 : BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        if (tables == 0 || bytes.Length < HeaderBytes + (tables * EntryBytes))
        {
            return (null, RuleTexts.FontTruncated);
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < tables; i++)
        {
            var entry = bytes.Slice(HeaderBytes + (i * EntryBytes), EntryBytes);
            var (offset, length) = (BinaryPrimitives.ReadUInt32BigEndian(entry[8..]), BinaryPrimitives.ReadUInt32BigEndian(entry[12..]));
            if ((ulong)offset + length > (ulong)bytes.Length)
            {
                return (null, RuleTexts.FontEnds);
            }

            names.Add(Encoding.ASCII.GetString(entry[..4]));
        }

        return RequiredTables.FirstOrDefault(name => !names.Contains(name)) is { } missing
            ? (null, LocalText.Format(RuleTexts.FontTable, missing))
            : (BinaryPrimitives.ReadUInt32BigEndian(bytes) == Cff ? "font/otf" : "font/ttf", null);
    }
}
