using Darkroom.Imaging.Native;
using Darkroom.Imaging.Steps;

namespace Darkroom.Imaging.Drawing;

/// <summary>A file that was made, and how good it is.</summary>
/// <param name="Image">The file.</param>
/// <param name="Quality">1 to 100; 100 for a PNG in full colour.</param>
/// <param name="Fits">Whether it keeps within the bytes that were allowed; if not, it is the smallest there is.</param>
public sealed record FittedFile(EncodedResult Image, int Quality, bool Fits);

/// <summary>Writes finished pictures. The same pixels give the same bytes. Call inside <see cref="ImagePipeline.DrawAsync"/>.</summary>
public static class ImageFile
{
    private const int Effort = 2;
    private const int MinQuality = 25;

    /// <summary>Colours of a PNG that is too large in full colour, from the best down.</summary>
    private static readonly int[] PaletteBits = [8, 7, 6, 5, 4];

    /// <param name="picture">Without alpha.</param>
    /// <param name="format">PNG, JPEG or WebP.</param>
    /// <param name="quality">1 to 100; PNG ignores it.</param>
    public static EncodedResult Write(Pixels picture, ImageFormat format, int quality)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return picture.See(image => Encode.Image(image, format, quality, Effort));
    }

    /// <summary>The best quality that keeps within a number of bytes: for PNG full colour, else a palette.</summary>
    /// <param name="picture">Without alpha.</param>
    /// <param name="format">PNG, JPEG or WebP.</param>
    /// <param name="quality">The best wanted, 25 to 100.</param>
    /// <param name="maxBytes">Null: as many as it takes.</param>
    public static FittedFile Within(Pixels picture, ImageFormat format, int quality, long? maxBytes)
    {
        var first = Write(picture, format, quality);
        var best = format == ImageFormat.Png ? 100 : quality;
        if (maxBytes is not { } most || first.Bytes.Length <= most)
        {
            return new FittedFile(first, best, Fits: true);
        }

        return format == ImageFormat.Png ? Palette(picture, most) : Search(picture, format, quality - 1, most);
    }

    private static FittedFile Search(Pixels picture, ImageFormat format, int high, long maxBytes)
    {
        var low = MinQuality;
        var found = new FittedFile(Write(picture, format, low), low, Fits: true);
        if (found.Image.Bytes.Length > maxBytes)
        {
            return found with { Fits = false };
        }

        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            var made = Write(picture, format, middle);
            if (made.Bytes.Length <= maxBytes)
            {
                (low, found) = (middle, new FittedFile(made, middle, Fits: true));
            }
            else
            {
                high = middle - 1;
            }
        }

        return found;
    }

    private static FittedFile Palette(Pixels picture, long maxBytes)
    {
        FittedFile? made = null;
        foreach (var bits in PaletteBits)
        {
            var bytes = picture.See(image => VipsOperation.New("pngsave_buffer")
                .With("in", image).With("palette", true).With("bitdepth", bits > 4 ? 8 : 4).With("Q", 100 - ((8 - bits) * 20))
                .With("compression", 9).With("strip", true).Bytes());
            made = new FittedFile(new EncodedResult(bytes, picture.Width, picture.Height, ImageFormat.Png), bits * 10, bytes.Length <= maxBytes);
            if (made.Fits)
            {
                break;
            }
        }

        return made!;
    }
}
