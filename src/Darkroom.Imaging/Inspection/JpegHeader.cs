using System.Buffers.Binary;

namespace Darkroom.Imaging.Inspection;

/// <summary>
/// Reads JPEG headers (ITU-T T.81 annex B): the frame header has the size. The number of scans of a progressive image is limited: each
/// scan is a pass over every pixel but may be a few bytes long, so a small file could otherwise keep a processor busy for hours.
/// </summary>
internal static class JpegHeader
{
    /// <summary>Encoders write about ten scans.</summary>
    private const int MaxScans = 100;

    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;

    internal static ClaimedHeader? Read(ReadOnlySpan<byte> bytes)
    {
        ClaimedHeader? size = null;
        var scans = 0;
        for (var rest = bytes[2..]; TryNextMarker(ref rest, out var marker) && marker != EndOfImage;)
        {
            if (marker is 0x00 or 0x01 or (>= 0xD0 and <= 0xD8))
            {
                continue;
            }

            if (rest.Length < 2)
            {
                break;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(rest);
            if (length < 2 || length > rest.Length)
            {
                break;
            }

            if (IsFrame(marker))
            {
                size = size is null ? ReadFrame(rest[..length], IsProgressive(marker)) : null;
                if (size is null)
                {
                    return null;
                }
            }
            else if (marker == StartOfScan && ++scans > MaxScans)
            {
                return null;
            }

            rest = rest[length..];
        }

        return size;
    }

    /// <summary>Skips entropy-coded data, stuffed zeros and fill bytes up to the byte after the next marker.</summary>
    private static bool TryNextMarker(ref ReadOnlySpan<byte> rest, out byte marker)
    {
        marker = 0;
        var at = rest.IndexOf((byte)0xFF);
        if (at < 0)
        {
            return false;
        }

        rest = rest[at..];
        var fill = rest.IndexOfAnyExcept((byte)0xFF);
        if (fill < 0)
        {
            return false;
        }

        marker = rest[fill];
        rest = rest[(fill + 1)..];
        return true;
    }

    /// <summary>True for SOF0 to SOF15, without DHT, JPG and DAC, which share the range.</summary>
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static bool IsProgressive(byte marker) => marker is 0xC2 or 0xC6 or 0xCA or 0xCE;

    /// <param name="segment">The frame header, starting at its length.</param>
    /// <param name="progressive">True if the decoder keeps every coefficient, two bytes each, until the last scan is read.</param>
    private static ClaimedHeader? ReadFrame(ReadOnlySpan<byte> segment, bool progressive)
    {
        if (segment.Length < 8)
        {
            return null;
        }

        int height = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(segment[5..]);
        var coefficients = progressive ? 2L * width * height * segment[7] : 0;
        return width == 0 || height == 0 ? null : new ClaimedHeader(ImageFormat.Jpeg, width, height, 1, coefficients);
    }
}
