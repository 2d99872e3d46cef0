using System.Buffers;
using System.IO.Compression;
using Darkroom.Imaging.Inspection;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>
/// Decodes PNG as image models send it: 8 bits, RGB or RGBA, not interlaced, without a colour profile. The server decodes about four of them
/// per generated image, and .NET's zlib is about twice as fast as that of older distributions.
/// </summary>
internal static unsafe class RgbPngDecoder
{
    private const int BitDepth = 24;
    private const int ColourType = 25;
    private const int Interlace = 28;
    private const byte Rgb = 2;
    private const byte Rgba = 6;

    /// <summary>The bytes to inflate at a time, so that a row is still in the processor's cache when it is unfiltered.</summary>
    private const int Strip = 128 * 1024;

    /// <summary>The most bytes to inflate as a whole, outside the cache: 1024² pixels four times.</summary>
    private const int MaxWhole = 16 * 1024 * 1024;

    /// <param name="source">The file and its header.</param>
    /// <param name="asWhole">Whether to inflate with <see cref="Libdeflate"/>, if the image is not too large for it.</param>
    /// <returns>The decoded image; null if it is another kind of PNG or damaged, so that libvips must decode it.</returns>
    internal static VipsImage? TryDecode(Source source, bool asWhole)
    {
        var (file, header) = (source.File, source.Image);
        if (source.Header.Format != ImageFormat.Png || !IsSupported(new ReadOnlySpan<byte>(file.First, file.Length), header))
        {
            return null;
        }

        var image = VipsImage.Allocate(header.Width, header.Height, header.Bands, out var pixels);
        try
        {
            var stride = header.Width * header.Bands;
            var filtered = (stride + 1L) * header.Height;
            if (asWhole && filtered <= MaxWhole
                ? TryFillAsWhole(pixels, stride, (int)filtered, header.Bands, file)
                : TryFill(pixels, stride, header.Height, header.Bands, file))
            {
                return image;
            }
        }
        catch (InvalidDataException)
        {
            // Damaged: libvips decides.
        }

        image.Dispose();
        return null;
    }

    /// <summary>The header that libvips read excludes palettes, transparency chunks, profiles and rotation.</summary>
    private static bool IsSupported(ReadOnlySpan<byte> png, VipsImage header) =>
        png[BitDepth] == 8
        && png[Interlace] == 0
        && (png[ColourType], header.Bands) is (Rgb, 3) or (Rgba, 4)
        && header is { BandFormat: BandFormat.UChar, Interpretation: Interpretation.Srgb, Orientation: 1, HasColourProfile: false };

    private static bool TryFill(byte* pixels, int stride, int rows, int bytesPerPixel, PinnedBlob file)
    {
        using var packed = new PngDataStream(file.First, file.Length);
        using var inflater = new ZLibStream(packed, CompressionMode.Decompress);
        var line = stride + 1;
        var rowsPerStrip = Math.Clamp(Strip / line, 1, rows);
        var strip = ArrayPool<byte>.Shared.Rent(rowsPerStrip * line);
        try
        {
            for (var y = 0; y < rows; y += rowsPerStrip)
            {
                var lines = strip.AsSpan(0, Math.Min(rowsPerStrip, rows - y) * line);
                if (inflater.ReadAtLeast(lines, lines.Length, throwOnEndOfStream: false) < lines.Length
                    || !TryUnfilter(lines, pixels, y, stride, bytesPerPixel))
                {
                    return false;
                }
            }

            // Reading past the end makes the stream verify its checksum.
            return inflater.Read(strip, 0, 1) == 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(strip);
        }
    }

    private static bool TryFillAsWhole(byte* pixels, int stride, int filtered, int bytesPerPixel, PinnedBlob file)
    {
        using var data = new ImageBuffer(file.Length);
        using var lines = new ImageBuffer(filtered);
        using var packed = new PngDataStream(file.First, file.Length);
        while (packed.Read(data.FreeSpan(1)) is var read and > 0)
        {
            data.Advance(read);
        }

        var into = lines.FreeSpan(filtered)[..filtered];
        return Libdeflate.TryInflate(data.Written.Span, into) && TryUnfilter(into, pixels, 0, stride, bytesPerPixel);
    }

    /// <param name="lines">Whole lines, each preceded by its filter number.</param>
    /// <param name="firstRow">The row of the first line.</param>
    private static bool TryUnfilter(ReadOnlySpan<byte> lines, byte* pixels, int firstRow, int stride, int bytesPerPixel)
    {
        var line = stride + 1;
        for (int at = 0, y = firstRow; at < lines.Length; at += line, y++)
        {
            var row = Row(y);
            var above = y == 0 ? default : Row(y - 1);
            var filtered = lines.Slice(at + 1, stride);
            if (y > 0 && at + line < lines.Length && lines[at] == PngFilter.PaethNumber && lines[at + line] == PngFilter.PaethNumber)
            {
                PngFilter.PaethPair(filtered, lines.Slice(at + line + 1, stride), above, row, Row(y + 1), bytesPerPixel);
                (at, y) = (at + line, y + 1);
            }
            else if (!PngFilter.TryUndo(lines[at], filtered, above, row, bytesPerPixel))
            {
                return false;
            }
        }

        return true;

        Span<byte> Row(int y) => new(pixels + ((long)y * stride), stride);
    }
}
