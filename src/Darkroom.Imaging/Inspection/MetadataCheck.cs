using System.Buffers.Binary;

namespace Darkroom.Imaging.Inspection;

/// <summary>
/// Recognises files that contain only 8-bit RGB pixels: no EXIF, XMP, colour profile, comment, thumbnail, provenance record or trailing
/// bytes. They can be passed on unchanged. All other files are re-encoded, which is always safe.
/// </summary>
internal static class MetadataCheck
{
    /// <summary>True if the file contains only pixels.</summary>
    internal static bool HasOnlyPixels(ImageFormat format, ReadOnlySpan<byte> bytes) => format switch
    {
        ImageFormat.Png => IsPng(bytes),
        ImageFormat.Jpeg => IsJpeg(bytes),
        ImageFormat.WebP => IsWebP(bytes),
        _ => false,
    };

    /// <summary>IHDR, IDAT and IEND only.</summary>
    private static bool IsPng(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 33 || bytes[24] != 8 || bytes[25] is not (2 or 6))
        {
            return false;
        }

        for (var rest = bytes[8..]; rest.Length >= 12;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            var type = rest.Slice(4, 4);
            if (length > rest.Length - 12)
            {
                return false;
            }

            if (type.SequenceEqual("IEND"u8))
            {
                return length == 0 && rest.Length == 12;
            }

            if (!type.SequenceEqual("IDAT"u8) && !type.SequenceEqual("IHDR"u8))
            {
                return false;
            }

            rest = rest[(int)(length + 12)..];
        }

        return false;
    }

    /// <summary>A JFIF header without a thumbnail, tables, one frame of three components, scans.</summary>
    private static bool IsJpeg(ReadOnlySpan<byte> bytes)
    {
        for (var rest = bytes[2..]; rest.Length >= 4 && rest[0] == 0xFF;)
        {
            var (marker, length) = (rest[1], BinaryPrimitives.ReadUInt16BigEndian(rest[2..]));
            if (length < 2 || length > rest.Length - 2)
            {
                return false;
            }

            if (marker == 0xDA)
            {
                return EndsWithScans(rest[(length + 2)..]);
            }

            var known = marker switch
            {
                0xDB or 0xC4 or 0xDD => true,
                0xC0 or 0xC1 or 0xC2 => length == 8 + (3 * 3) && rest[4] == 8,
                0xE0 => length == 16 && rest[4..].StartsWith("JFIF\0"u8),
                _ => false,
            };
            if (!known)
            {
                return false;
            }

            rest = rest[(length + 2)..];
        }

        return false;
    }

    /// <summary>True if there are only tables between the scans, and nothing after the end.</summary>
    private static bool EndsWithScans(ReadOnlySpan<byte> rest)
    {
        while (rest.IndexOf((byte)0xFF) is var at and >= 0 && rest.Length - at >= 2)
        {
            var marker = rest[at + 1];
            rest = rest[at..];
            switch (marker)
            {
                case 0xD9:
                    return rest.Length == 2;
                case 0x00 or (>= 0xD0 and <= 0xD7):
                    rest = rest[2..];
                    break;
                case 0xDA or 0xC4 or 0xDB or 0xDD when rest.Length >= 4 && BinaryPrimitives.ReadUInt16BigEndian(rest[2..]) is var length && length <= rest.Length - 2:
                    rest = rest[(length + 2)..];
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>The simple file format: one chunk of pixels.</summary>
    private static bool IsWebP(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 20 || BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != bytes.Length - 8)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]);
        return (bytes[12..].StartsWith("VP8 "u8) || bytes[12..].StartsWith("VP8L"u8)) && 20L + length + (length & 1) == bytes.Length;
    }
}
