using System.Text;

namespace Darkroom.Campaigns.Import;

/// <summary>Decodes a sheet: UTF-8 or UTF-16, with or without a byte order mark.</summary>
internal static class CsvText
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>The text; or null and the problem if the bytes are not text.</returns>
    internal static (string? Text, string? Problem) Decode(ReadOnlySpan<byte> bytes)
    {
        var (encoding, mark) = EncodingOf(bytes);
        try
        {
            var text = encoding.GetString(bytes[mark..]);
            return text.Contains('\0', StringComparison.Ordinal)
                ? (null, "It is not text. Save the sheet as CSV; an Excel workbook cannot be read.")
                : (text, null);
        }
        catch (DecoderFallbackException)
        {
            return (null, bytes.StartsWith("PK"u8)
                ? "It is a workbook or another zip. Save the sheet as CSV (UTF-8) first."
                : "It is neither UTF-8 nor UTF-16. Save the sheet as “CSV UTF-8”.");
        }
    }

    private static (Encoding Encoding, int Mark) EncodingOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (Utf8, 3),
        [0xFF, 0xFE, ..] => (Utf16(bigEndian: false), 2),
        [0xFE, 0xFF, ..] => (Utf16(bigEndian: true), 2),

        // Without a mark: a header begins with a Latin letter or a quote, one byte of which is zero in UTF-16.
        [not 0, 0, ..] => (Utf16(bigEndian: false), 0),
        [0, not 0, ..] => (Utf16(bigEndian: true), 0),
        _ => (Utf8, 0),
    };

    private static UnicodeEncoding Utf16(bool bigEndian) => new(bigEndian, byteOrderMark: false, throwOnInvalidBytes: true);
}
