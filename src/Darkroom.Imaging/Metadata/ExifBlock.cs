using System.Globalization;
using System.Text.Unicode;
using Darkroom.Imaging.Inspection;

namespace Darkroom.Imaging.Metadata;

/// <summary>Reads the texts and the time of an EXIF block (CIPA DC-008).</summary>
internal static class ExifBlock
{
    private const ushort FirstText = 0x0100;
    private const ushort ImageDescription = 0x010E;
    private const ushort Make = 0x010F;
    private const ushort Model = 0x0110;
    private const ushort ExifDirectory = 0x8769;
    private const ushort DateTimeOriginal = 0x9003;
    private const ushort OffsetTimeOriginal = 0x9011;
    private const ushort UserComment = 0x9286;
    private const ushort Text = 2;
    private const int CharacterCodeBytes = 8;

    /// <summary>Adds the texts and returns the time of the original; null if it has none.</summary>
    /// <param name="exif">The block, which may begin with the name that JPEG has for it; may be empty.</param>
    internal static DateTime? Collect(ReadOnlySpan<byte> exif, TextCollector texts)
    {
        if (!TiffDirectory.TryOpen(exif.StartsWith("Exif\0\0"u8) ? exif[6..] : exif, out var main))
        {
            return null;
        }

        var (time, offset) = ((string?)null, (string?)null);
        Collect(main, texts, ref time, ref offset);
        for (var i = 0; i < main.Count; i++)
        {
            if (main[i] is { Tag: ExifDirectory, First: { } start } && main.TryOpen(start, out var photo))
            {
                Collect(photo, texts, ref time, ref offset);
                break;
            }
        }

        return TimeOf(time, offset);
    }

    private static void Collect(TiffDirectory directory, TextCollector texts, ref string? time, ref string? offset)
    {
        for (var i = 0; i < directory.Count; i++)
        {
            var entry = directory[i];
            switch (entry.Tag)
            {
                case UserComment:
                    texts.Add("UserComment", DecodeComment(entry.Content, directory.IsLittleEndian));
                    break;
                case DateTimeOriginal:
                    time = TextCollector.Decode(entry.Content).Trim('\0', ' ');
                    break;
                case OffsetTimeOriginal:
                    offset = TextCollector.Decode(entry.Content).Trim('\0', ' ');
                    break;

                // ComfyUI uses these tags downwards from the model, one text each.
                case >= FirstText and <= Model when entry.Type == Text:
                    texts.Add(NameOf(entry.Tag), entry.Content);
                    break;
            }
        }
    }

    /// <summary>Decodes a comment by its eight bytes of character code. Programs leave the code zero or out, and write UTF-8 as UNICODE.</summary>
    private static string DecodeComment(ReadOnlySpan<byte> comment, bool little)
    {
        if (comment.StartsWith("UNICODE\0"u8))
        {
            var text = comment[CharacterCodeBytes..];
            return IsPlainUtf8(text) ? TextCollector.Decode(text) : TextCollector.DecodeUtf16(text, little);
        }

        var hasCode = comment.StartsWith("ASCII\0\0\0"u8) || comment.StartsWith("\0\0\0\0\0\0\0\0"u8);
        return TextCollector.Decode(hasCode ? comment[CharacterCodeBytes..] : comment);
    }

    /// <summary>Returns whether a text is UTF-8 without control characters. UTF-16 almost never is: it has zero bytes, or others that are not UTF-8.</summary>
    private static bool IsPlainUtf8(ReadOnlySpan<byte> text) =>
        Utf8.IsValid(text) && text.IndexOfAnyInRange((byte)0, (byte)8) < 0 && text.IndexOfAnyInRange((byte)14, (byte)31) < 0;

    private static string NameOf(ushort tag) => tag switch
    {
        ImageDescription => "ImageDescription",
        Make => "Make",
        Model => "Model",
        _ => $"0x{tag:X4}",
    };

    private static DateTime? TimeOf(string? time, string? offset)
    {
        if (!DateTime.TryParseExact(time, "yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return null;
        }

        return DateTimeOffset.TryParseExact($"{time}{offset}", "yyyy:MM:dd HH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var exact)
            ? exact.UtcDateTime
            : local;
    }
}
