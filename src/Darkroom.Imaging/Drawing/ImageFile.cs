using Darkroom.Imaging.Native;
using Darkroom.Imaging.Steps;

namespace Darkroom.Imaging.Drawing;

/// <summary>An encoded file and its quality.</summary>
/// <param name="Image">The encoded file.</param>
/// <param name="Quality">The quality, 1 to 100; 100 for a PNG in full colour.</param>
/// <param name="Fits">True if it is within the byte limit; if false, it is the smallest file possible.</param>
public sealed record FittedFile(EncodedResult Image, int Quality, bool Fits);

/// <summary>Encodes finished images. The same pixels give the same bytes. Call inside <see cref="ImagePipeline.DrawAsync"/>.</summary>
public static class ImageFile
{
    private const int Effort = 2;
    private const int MinQuality = 25;

    /// <summary>The palette sizes of a PNG that is too large in full colour, best first.</summary>
    private static readonly int[] PaletteBits = [8, 7, 6, 5, 4];

    /// <summary>Encodes pixels without alpha.</summary>
    /// <param name="pixels">The pixels.</param>
    /// <param name="format">PNG, JPEG or WebP.</param>
    /// <param name="quality">The quality, 1 to 100; PNG ignores it.</param>
    public static EncodedResult Write(Pixels pixels, ImageFormat format, int quality)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        return pixels.WithImage(image => Encode.Image(image, format, quality, Effort));
    }

    /// <summary>Encodes with the best quality that is within a byte limit; PNG uses a palette if full colour is too large.</summary>
    /// <param name="pixels">The pixels, without alpha.</param>
    /// <param name="format">PNG, JPEG or WebP.</param>
    /// <param name="quality">The maximum quality, 25 to 100.</param>
    /// <param name="maxBytes">The byte limit; null for none.</param>
    public static FittedFile Within(Pixels pixels, ImageFormat format, int quality, long? maxBytes)
    {
        var first = Write(pixels, format, quality);
        var best = format == ImageFormat.Png ? 100 : quality;
        if (maxBytes is not { } most || first.Bytes.Length <= most)
        {
            return new FittedFile(first, best, Fits: true);
        }

        return format == ImageFormat.Png ? Palette(pixels, most) : Search(pixels, format, quality - 1, most);
    }

    private static FittedFile Search(Pixels pixels, ImageFormat format, int high, long maxBytes)
    {
        var low = MinQuality;
        var found = new FittedFile(Write(pixels, format, low), low, Fits: true);
        if (found.Image.Bytes.Length > maxBytes)
        {
            return found with { Fits = false };
        }

        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            var encoded = Write(pixels, format, middle);
            if (encoded.Bytes.Length <= maxBytes)
            {
                (low, found) = (middle, new FittedFile(encoded, middle, Fits: true));
            }
            else
            {
                high = middle - 1;
            }
        }

        return found;
    }

    private static FittedFile Palette(Pixels pixels, long maxBytes)
    {
        FittedFile? file = null;
        foreach (var bits in PaletteBits)
        {
            var bytes = pixels.WithImage(image => VipsOperation.New("pngsave_buffer")
                .With("in", image).With("palette", true).With("bitdepth", bits > 4 ? 8 : 4).With("Q", 100 - ((8 - bits) * 20))
                .With("compression", 9).With("strip", true).Bytes());
            file = new FittedFile(new EncodedResult(bytes, pixels.Width, pixels.Height, ImageFormat.Png), bits * 10, bytes.Length <= maxBytes);
            if (file.Fits)
            {
                break;
            }
        }

        return file!;
    }
}
