using Darkroom.Imaging.Inspection;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>Prepares an input image: decodes at reduced size, rotates upright, converts to 8-bit sRGB and encodes without metadata, within the target.</summary>
internal static class Preparation
{
    /// <summary>The maximum memory, in bytes, that a decoder may need beyond the current rows.</summary>
    private const long MaxDecodeBytes = 1024L * 1024 * 1024;

    /// <summary>The first has no visible loss.</summary>
    private static readonly int[] Qualities = [95, 88, 80, 70];

    /// <summary>The maximum number of sizes to try: the last has less than a hundredth of the pixels.</summary>
    private const int MaxSizes = 12;

    /// <summary>The factor from one size to the next, per edge.</summary>
    private const double NextSize = 0.8;

    internal static Outcome<PreparedImage> Run(
        ReadOnlyMemory<byte> encoded, ImageLimits limits, PreparationTarget target, CancellationToken cancellationToken)
    {
        if (!Source.TryOpen(encoded, limits, out var source, out var rejection))
        {
            return rejection.As<PreparedImage>();
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

            if ((width, height) == (header.Width, header.Height) && CanPassThrough(encoded, source, target))
            {
                return new Outcome<PreparedImage>.Ok(new PreparedImage(header, encoded, width, height, header.Format));
            }

            // A mask keeps even an opaque alpha channel: without one it is not a mask.
            using var trimmed = target.ExactSize is null ? DropOpaqueAlpha.From(decoded) : decoded.AddReference();
            cancellationToken.ThrowIfCancellationRequested();
            using var shown = Develop.At(trimmed, width, height);
            return shown is null
                ? Rejection.Damaged(header.Format).As<PreparedImage>()
                : EncodeWithin(shown, header, target, cancellationToken);
        }
    }

    private static bool CanPassThrough(ReadOnlyMemory<byte> encoded, Source source, PreparationTarget target) =>
        encoded.Length <= target.MaxBytes
        && target.Formats.Contains(source.Header.Format)
        && (!target.AlwaysPng || source.Header.Format == ImageFormat.Png)
        && MetadataCheck.HasOnlyPixels(source.Header.Format, encoded.Span);

    private static Outcome<PreparedImage> EncodeWithin(VipsImage shown, ImageHeader original, PreparationTarget target, CancellationToken cancellationToken)
    {
        using var chain = new SizeChain(shown, original);
        for (var size = 0; size < MaxSizes; size++)
        {
            foreach (var (format, quality) in Attempts(chain.Smallest, original.Format, target))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var bytes = Encode.Bytes(chain.Smallest, format, quality, Encode.Thorough);
                if (bytes.Length <= target.MaxBytes)
                {
                    return new Outcome<PreparedImage>.Ok(new PreparedImage(original, bytes, chain.Smallest.Width, chain.Smallest.Height, format));
                }
            }

            if (target.ExactSize is not null || chain.Smallest is { Width: 1, Height: 1 })
            {
                break;
            }

            chain.Shrink(Fit.Scaled(chain.Smallest.Width, NextSize), Fit.Scaled(chain.Smallest.Height, NextSize));
        }

        return new Rejection(RejectReason.TooManyBytes, Rejection.Text(ImagingTexts.NotReducible, target.MaxBytes)).As<PreparedImage>();
    }

    /// <summary>
    /// Returns the formats and qualities to try, best first. Lossless images stay lossless if they fit; transparency is kept unless no accepted
    /// format supports it.
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
        Rejection.Text(ImagingTexts.NotReducibleWhileRead, header.Format.Name(), header.Width, header.Height);
}
