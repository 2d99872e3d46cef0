using Darkroom.Imaging.Inspection;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>Makes what may leave of an image: decode reduced, turn upright, convert to 8-bit sRGB, encode without metadata, within the target.</summary>
internal static class Preparation
{
    /// <summary>The most memory that a decoder may need beyond the rows it is at, in bytes.</summary>
    private const long MaxDecodeBytes = 1024L * 1024 * 1024;

    /// <summary>Photos at the first lose nothing that can be seen.</summary>
    private static readonly int[] Qualities = [95, 88, 80, 70];

    /// <summary>Each is 0.8 of the one before along each edge: the last is below a hundredth of the pixels.</summary>
    private const int MaxSizes = 12;

    private const double NextSize = 0.8;

    internal static Outcome<PreparedImage> Run(
        ReadOnlyMemory<byte> encoded, ImageLimits limits, PreparationTarget target, CancellationToken cancellationToken)
    {
        if (!Source.TryOpen(encoded, limits, out var source, out var refusal))
        {
            return refusal.As<PreparedImage>();
        }

        using (source)
        {
            if (source.DecodeBytes > MaxDecodeBytes)
            {
                return new Rejection(RejectReason.TooLarge, TooMuchMemory(source.Header)).As<PreparedImage>();
            }

            var header = source.Header;
            var (width, height) = target.ExactSize ?? Within(header.Width, header.Height, target);
            using var decoded = Reduce.From(source, width, height, cancellationToken);
            if (decoded is null)
            {
                return Rejection.Damaged(header.Format).As<PreparedImage>();
            }

            if ((width, height) == (header.Width, header.Height) && CanLeaveAsItIs(encoded, source, target))
            {
                return new Outcome<PreparedImage>.Ok(new PreparedImage(header, encoded, width, height, header.Format));
            }

            // A mask keeps an alpha channel even if that hides nothing: without one it is no mask.
            using var seen = target.ExactSize is null ? DropOpaqueAlpha.From(decoded) : decoded.Again();
            cancellationToken.ThrowIfCancellationRequested();
            using var shown = Develop.At(seen, width, height);
            return shown is null
                ? Rejection.Damaged(header.Format).As<PreparedImage>()
                : Encoded(shown, header, target, cancellationToken);
        }
    }

    private static bool CanLeaveAsItIs(ReadOnlyMemory<byte> encoded, Source source, PreparationTarget target) =>
        encoded.Length <= target.MaxBytes
        && target.Formats.Contains(source.Header.Format)
        && (!target.AlwaysPng || source.Header.Format == ImageFormat.Png)
        && MetadataCleaner.Is(source.Header.Format, encoded.Span);

    private static Outcome<PreparedImage> Encoded(VipsImage shown, ImageHeader original, PreparationTarget target, CancellationToken cancellationToken)
    {
        using var smallest = new Holder(shown.Again());
        for (var size = 0; size < MaxSizes; size++)
        {
            foreach (var (format, quality) in Attempts(smallest.Image, original.Format, target))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var bytes = Encode.Bytes(smallest.Image, format, quality, Encode.Thorough);
                if (bytes.Length <= target.MaxBytes)
                {
                    return new Outcome<PreparedImage>.Ok(new PreparedImage(original, bytes, smallest.Image.Width, smallest.Image.Height, format));
                }
            }

            if (target.ExactSize is not null || smallest.Image is { Width: 1, Height: 1 })
            {
                break;
            }

            smallest.Shrink(NextSize);
        }

        return new Rejection(RejectReason.TooManyBytes, $"The picture cannot be made smaller than the {target.MaxBytes:N0} bytes that are accepted.").As<PreparedImage>();
    }

    /// <summary>
    /// The formats and qualities to try, best first. Images without loss stay without loss if they fit; a transparent image never loses its
    /// transparency to a format that has none, unless there is no other.
    /// </summary>
    private static IEnumerable<(ImageFormat Format, int Quality)> Attempts(VipsImage image, ImageFormat original, PreparationTarget target)
    {
        var lossless = original is ImageFormat.Png or ImageFormat.Gif or ImageFormat.Tiff || image.HasAlpha;
        var png = target.Formats.Contains(ImageFormat.Png);
        if (target.AlwaysPng || (png && lossless))
        {
            yield return (ImageFormat.Png, 100);
        }

        if (target.AlwaysPng)
        {
            yield break;
        }

        ImageFormat[] lossy = image.HasAlpha ? [ImageFormat.WebP, ImageFormat.Jpeg] : [ImageFormat.Jpeg, ImageFormat.WebP];
        var first = lossy.FirstOrDefault(target.Formats.Contains);
        if (first is ImageFormat.Jpeg or ImageFormat.WebP && !(png && image.HasAlpha && first == ImageFormat.Jpeg))
        {
            foreach (var quality in Qualities)
            {
                yield return (first, quality);
            }
        }
        else if (!lossless)
        {
            yield return (ImageFormat.Png, 100);
        }
    }

    private static (int Width, int Height) Within(int width, int height, PreparationTarget target)
    {
        var scale = Math.Min(
            Math.Min(1, (double)target.MaxEdge / Math.Max(width, height)), Math.Sqrt(target.MaxPixels / ((double)width * height)));
        return scale >= 1 ? (width, height) : (Floor(width), Floor(height));

        int Floor(int edge) => Math.Max(1, (int)((edge * scale) + 1e-6));
    }

    private static string TooMuchMemory(ImageHeader header) =>
        $"The {header.Format.Name()} picture is {header.Width} × {header.Height} pixels and cannot be reduced while it is read. Save it as a baseline JPEG, or smaller.";

    /// <summary>The newest of a chain of images, each made from the one before.</summary>
    private sealed class Holder(VipsImage image) : IDisposable
    {
        internal VipsImage Image { get; private set; } = image;

        internal void Shrink(double scale)
        {
            using var before = Image;
            using var resized = Resize.To(before, Fit.Scaled(before.Width, scale), Fit.Scaled(before.Height, scale));
            Image = resized.TryRender() ?? throw VipsOperation.Unexpected("resize");
        }

        public void Dispose() => Image.Dispose();
    }
}
