using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Darkroom.Imaging.Inspection;
using Darkroom.Imaging.Native;
using Darkroom.Imaging.Steps;

namespace Darkroom.Imaging;

/// <summary>
/// Decodes, converts and encodes images. A fixed number of images is processed at the same time, on pool threads; the rest wait in a queue.
/// Thread-safe; one instance serves a process.
/// </summary>
/// <remarks>
/// Input bytes are used in place, not copied: they must not change until the returned task has completed, faulted or been cancelled.
/// The token is observed while waiting and between steps; a step that has begun is finished first.
/// All methods throw <see cref="InvalidOperationException"/> if libvips cannot be used, see <see cref="Vips.Start"/>.
/// </remarks>
public sealed class ImagePipeline
{
    /// <summary>The longest edge of an animation in pixels, see <see cref="AnimateAsync"/>.</summary>
    public const int MaxDevelopmentEdge = Development.MaxEdge;

    /// <summary>The maximum number of partial images in an animation.</summary>
    public const int MaxDevelopmentPartials = Development.MaxPartials;

    private const int PreviewEdge = 512;
    private const int PreviewQuality = 60;
    private const int DerivativeQuality = 80;

    /// <summary>Decodes that need more bytes than this run one at a time.</summary>
    private const long LargeDecode = 64L * 1024 * 1024;

    private readonly ConcurrencyLimiter _limiter;
    private readonly ConcurrencyLimiter _largeDecodes = new(1);

    /// <summary>Creates a pipeline with its own queue.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The concurrency is not 1 to 64.</exception>
    public ImagePipeline(ImagingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Concurrency, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Concurrency, 64, nameof(options));
        _limiter = new ConcurrencyLimiter(options.Concurrency);
    }

    /// <summary>The number of callers that wait for a worker now.</summary>
    public int Waiting => _limiter.Waiting;

    /// <summary>
    /// Creates the preview of a partial image: upright, 8-bit sRGB, no metadata, the longest edge at most 512 px. The format is JPEG, which
    /// takes a fifth of the time of WebP for a quarter more bytes; WebP if there is alpha to keep.
    /// </summary>
    /// <param name="encoded">The partial image.</param>
    /// <param name="limits">The limits to enforce.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>An image of about 5 to 25 kB, or the reason for the rejection.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public Task<Outcome<EncodedResult>> PreviewAsync(
        ReadOnlyMemory<byte> encoded, ImageLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return RunAsync(() => Preview(encoded, limits, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Creates all display sizes and the placeholder of an original in one full decode, which proves that every pixel decodes.
    /// </summary>
    /// <param name="encoded">The original.</param>
    /// <param name="limits">The limits to enforce.</param>
    /// <param name="opaque">The format for images without alpha: JPEG, WebP or AVIF.</param>
    /// <param name="transparent">The format for images with alpha: WebP or AVIF, which keep it, or JPEG, which blends it with dark grey.</param>
    /// <param name="widths">
    /// One or more widths in pixels, each at least 1. Images are never enlarged: a narrower original keeps its width. A very long image may
    /// become narrower, because no edge may exceed 16,383 px.
    /// </param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The derivatives, or the reason for the rejection.</returns>
    /// <exception cref="ArgumentException">There is no width, a width is below 1, or the format is another one.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public Task<Outcome<Derivatives>> DeriveAsync(
        ReadOnlyMemory<byte> encoded,
        ImageLimits limits,
        ImageFormat opaque,
        ImageFormat transparent,
        ImmutableArray<int> widths,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ThrowUnlessForScreens(opaque);
        ThrowUnlessForScreens(transparent);

        if (widths.IsDefaultOrEmpty || widths.Any(width => width < 1))
        {
            throw new ArgumentException("At least one width of at least one pixel is required.", nameof(widths));
        }

        return RunAsync(() => Derive(encoded, limits, opaque, transparent, widths, cancellationToken), cancellationToken);
    }

    /// <summary>Computes the <see cref="Derivatives.DifferenceHash"/> of an image, which may be reduced while it is decoded.</summary>
    /// <param name="encoded">An original or a derivative.</param>
    /// <param name="limits">The limits to enforce.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public Task<Outcome<long>> DifferenceHashAsync(ReadOnlyMemory<byte> encoded, ImageLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return RunAsync(() => ComputeDifferenceHash(encoded, limits, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Prepares an input image for a provider: upright, 8-bit sRGB, without any metadata, within the target. Photos of up to
    /// <see cref="ImageLimits.MaxInputPixels"/> are reduced while they are decoded. Images whose decoder needs much memory are
    /// processed one at a time. An image that needs no change keeps its bytes; every pixel of it is decoded all the same.
    /// </summary>
    /// <param name="encoded">The original: PNG, JPEG, WebP, AVIF, TIFF (its first page) or GIF.</param>
    /// <param name="limits">The limits to enforce.</param>
    /// <param name="target">What the provider accepts.</param>
    /// <param name="cancellationToken">Cancels the operation, also during a decode.</param>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async Task<Outcome<PreparedImage>> PrepareAsync(
        ReadOnlyMemory<byte> encoded, ImageLimits limits, PreparationTarget target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(target);
        var inputLimits = limits.ForInputs();
        if (HeaderCheck.Check(encoded.Span, inputLimits, out var claim) is { } rejection)
        {
            return rejection.As<PreparedImage>();
        }

        // The size of an AVIF is not known yet.
        var large = claim.DecodeBytes > LargeDecode || claim.Format == ImageFormat.Avif;
        using var permit = large ? await _largeDecodes.EnterAsync(cancellationToken) : default;
        return await RunAsync(() => Preparation.Run(encoded, inputLimits, target, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Makes an animated WebP that repeats: the partial images, less and less blurred, fade into each other and into the finished image. Images with
    /// alpha are blended with dark grey.
    /// </summary>
    /// <param name="partials">The partial images in order, 1 to <see cref="MaxDevelopmentPartials"/>. They get the proportions of the finished image.</param>
    /// <param name="final">The finished image. It decides the size: the longest edge is at most <see cref="MaxDevelopmentEdge"/> px.</param>
    /// <param name="limits">The limits to enforce.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ArgumentException">There are too few or too many partial images.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public Task<Outcome<EncodedResult>> AnimateAsync(
        IReadOnlyList<ReadOnlyMemory<byte>> partials, ReadOnlyMemory<byte> final, ImageLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(partials);
        ArgumentNullException.ThrowIfNull(limits);
        return partials.Count is >= 1 and <= Development.MaxPartials
            ? RunAsync(() => Animate(partials, final, limits, cancellationToken), cancellationToken)
            : throw new ArgumentException($"1 to {Development.MaxPartials} partial images are required.", nameof(partials));
    }

    /// <summary>Encodes pixels. The same input gives the same bytes with the same libvips.</summary>
    /// <param name="rgb">Interleaved 8-bit sRGB, three bytes a pixel, rows from the top without gaps.</param>
    /// <param name="width">The width in pixels, 1 to 16,383.</param>
    /// <param name="height">The height in pixels, 1 to 16,383.</param>
    /// <param name="format">PNG, JPEG or WebP.</param>
    /// <param name="quality">1 to 100 for JPEG and WebP; PNG is lossless and ignores it.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ArgumentException">The number of bytes does not match the size, or a value is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public Task<byte[]> EncodeAsync(
        ReadOnlyMemory<byte> rgb, int width, int height, ImageFormat format, int quality, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(width is >= 1 and <= 16_383, true, nameof(width));
        ArgumentOutOfRangeException.ThrowIfNotEqual(height is >= 1 and <= 16_383, true, nameof(height));
        ArgumentOutOfRangeException.ThrowIfNotEqual(quality is >= 1 and <= 100, true, nameof(quality));
        if (format is not (ImageFormat.Png or ImageFormat.Jpeg or ImageFormat.WebP))
        {
            throw new ArgumentOutOfRangeException(nameof(format), format, "Images are written as PNG, JPEG or WebP.");
        }

        return rgb.Length == (long)width * height * 3
            ? RunAsync(() => EncodePixels(rgb, width, height, format, quality), cancellationToken)
            : throw new ArgumentException($"{width} × {height} pixels need {(long)width * height * 3} bytes.", nameof(rgb));
    }

    /// <summary>Runs work that uses <see cref="Drawing"/>, within the same concurrency limit.</summary>
    /// <exception cref="OperationCanceledException">The token fired before the work began.</exception>
    public Task<T> DrawAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        return RunAsync(work, cancellationToken);
    }

    /// <summary>Decodes to 8-bit sRGB as shown, reduced in proportion to fit a box, with alpha blended with dark grey. Images are never enlarged.</summary>
    /// <param name="encoded">The image.</param>
    /// <param name="limits">The limits to enforce.</param>
    /// <param name="maxWidth">The width of the box in pixels, at least 1.</param>
    /// <param name="maxHeight">The height of the box in pixels, at least 1.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public Task<Outcome<RgbImage>> ReduceAsync(
        ReadOnlyMemory<byte> encoded, ImageLimits limits, int maxWidth, int maxHeight, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxHeight, 1);
        return RunAsync(() => Reduce(encoded, limits, maxWidth, maxHeight, cancellationToken), cancellationToken);
    }

    /// <summary>Decodes to interleaved 8-bit sRGB as shown, with alpha blended with dark grey.</summary>
    internal Task<Outcome<byte[]>> DecodeRgbAsync(
        ReadOnlyMemory<byte> encoded, ImageLimits limits, CancellationToken cancellationToken) =>
        RunAsync(() => DecodeRgb(encoded, limits, cancellationToken), cancellationToken);

    private static void ThrowUnlessForScreens(ImageFormat format, [CallerArgumentExpression(nameof(format))] string? name = null)
    {
        if (format is not (ImageFormat.Jpeg or ImageFormat.WebP or ImageFormat.Avif))
        {
            throw new ArgumentOutOfRangeException(name, format, "Derivatives are JPEG, WebP or AVIF.");
        }
    }

    private async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        using var permit = await _limiter.EnterAsync(cancellationToken);
        return await Task.Run(() => RunOnWorker(work), cancellationToken);
    }

    private static T RunOnWorker<T>(Func<T> work)
    {
        Vips.EnsureStarted();
        try
        {
            return work();
        }
        finally
        {
            VipsErrors.Clear();
            LibVips.ReleaseThreadBuffers();
        }
    }

    private static Outcome<EncodedResult> Preview(ReadOnlyMemory<byte> encoded, ImageLimits limits, CancellationToken cancellationToken)
    {
        if (!Source.TryOpen(encoded, limits, out var source, out var rejection))
        {
            return rejection.As<EncodedResult>();
        }

        using (source)
        {
            var header = source.Header;
            var (width, height) = Fit.LongestEdge(header.Width, header.Height, PreviewEdge);
            source.ReopenSmaller(Math.Min((double)header.Width / width, (double)header.Height / height));
            using var small = DecodeAt(source, width, height, Resize.Quick, cancellationToken);
            return small is null
                ? Rejection.Damaged(header.Format).As<EncodedResult>()
                : new Outcome<EncodedResult>.Ok(Encode.Image(small, small.HasAlpha ? ImageFormat.WebP : ImageFormat.Jpeg, PreviewQuality, Encode.Quick));
        }
    }

    private static Outcome<Derivatives> Derive(
        ReadOnlyMemory<byte> encoded,
        ImageLimits limits,
        ImageFormat opaque,
        ImageFormat transparent,
        ImmutableArray<int> widths,
        CancellationToken cancellationToken)
    {
        if (!Source.TryOpen(encoded, limits, out var source, out var rejection))
        {
            return rejection.As<Derivatives>();
        }

        using (source)
        {
            var header = source.Header;
            var (width, height) = Fit.Width(header.Width, header.Height, widths.Max());
            using var largest = DecodeAt(source, width, height, Resize.Sharp, cancellationToken);
            if (largest is null)
            {
                return Rejection.Damaged(header.Format).As<Derivatives>();
            }

            using var chain = new SizeChain(largest, header);
            var format = largest.HasAlpha ? transparent : opaque;
            var sizes = chain.Encode(widths, size => Encode.Image(size, format, DerivativeQuality, Encode.Quick), cancellationToken);
            using var small = ThumbHash.Small(chain.Smallest);
            var uniform = UniformImageCheck.Find(small.Pixels(), small.Bands);
            return new Outcome<Derivatives>.Ok(new Derivatives(header, sizes, ThumbHash.Compute(small))
            {
                DifferenceHash = HashOf(small),
                UniformColour = uniform,
            });
        }
    }

    private static Outcome<EncodedResult> Animate(
        IReadOnlyList<ReadOnlyMemory<byte>> partials, ReadOnlyMemory<byte> final, ImageLimits limits, CancellationToken cancellationToken)
    {
        using var development = new Development();
        (int Width, int Height)? size = null;

        // The finished image first, because it decides the size.
        foreach (var encoded in partials.Prepend(final))
        {
            if (!Source.TryOpen(encoded, limits, out var source, out var rejection))
            {
                return rejection.As<EncodedResult>();
            }

            using (source)
            {
                var header = source.Header;
                size ??= Fit.LongestEdge(header.Width, header.Height, Development.MaxEdge);
                source.ReopenSmaller(Math.Min((double)header.Width / size.Value.Width, (double)header.Height / size.Value.Height));
                using var image = DecodeAt(source, size.Value.Width, size.Value.Height, Resize.Sharp, cancellationToken);
                if (image is null)
                {
                    return Rejection.Damaged(header.Format).As<EncodedResult>();
                }

                development.Add(image);
            }
        }

        return new Outcome<EncodedResult>.Ok(development.Encode(cancellationToken));
    }

    private static Outcome<long> ComputeDifferenceHash(ReadOnlyMemory<byte> encoded, ImageLimits limits, CancellationToken cancellationToken)
    {
        if (!Source.TryOpen(encoded, limits, out var source, out var rejection))
        {
            return rejection.As<long>();
        }

        using (source)
        {
            var header = source.Header;
            var (width, height) = Fit.LongestEdge(header.Width, header.Height, PreviewEdge / 2);
            source.ReopenSmaller(Math.Min((double)header.Width / width, (double)header.Height / height));
            using var reduced = DecodeAt(source, width, height, Resize.Quick, cancellationToken);
            if (reduced is null)
            {
                return Rejection.Damaged(header.Format).As<long>();
            }

            using var small = ThumbHash.Small(reduced);
            return new Outcome<long>.Ok(HashOf(small));
        }
    }

    private static long HashOf(VipsImage small) => DifferenceHash.Compute(small.Pixels(), small.Width, small.Height, small.Bands);

    private static Outcome<RgbImage> Reduce(
        ReadOnlyMemory<byte> encoded, ImageLimits limits, int maxWidth, int maxHeight, CancellationToken cancellationToken)
    {
        if (!Source.TryOpen(encoded, limits, out var source, out var rejection))
        {
            return rejection.As<RgbImage>();
        }

        using (source)
        {
            var header = source.Header;
            var (width, height) = Fit.Box(header.Width, header.Height, maxWidth, maxHeight);
            source.ReopenSmaller(Math.Min((double)header.Width / width, (double)header.Height / height));
            using var image = DecodeAt(source, width, height, Resize.Sharp, cancellationToken);
            if (image is null)
            {
                return Rejection.Damaged(header.Format).As<RgbImage>();
            }

            using var flat = Flatten.From(image);
            using var rendered = flat.TryRender(cancellationToken) ?? throw VipsOperation.Unexpected("flatten");
            return new Outcome<RgbImage>.Ok(new RgbImage(rendered.Width, rendered.Height, rendered.Pixels().ToArray()));
        }
    }

    private static Outcome<byte[]> DecodeRgb(ReadOnlyMemory<byte> encoded, ImageLimits limits, CancellationToken cancellationToken)
    {
        if (!Source.TryOpen(encoded, limits, out var source, out var rejection))
        {
            return rejection.As<byte[]>();
        }

        using (source)
        {
            using var image = DecodeAt(source, source.Header.Width, source.Header.Height, Resize.Sharp, cancellationToken);
            if (image is null)
            {
                return Rejection.Damaged(source.Header.Format).As<byte[]>();
            }

            using var flat = Flatten.From(image);
            using var rendered = flat.TryRender(cancellationToken) ?? throw VipsOperation.Unexpected("flatten");
            return new Outcome<byte[]>.Ok(rendered.Pixels().ToArray());
        }
    }

    /// <summary>The steps that all reading operations share. Null if the image does not decode.</summary>
    private static VipsImage? DecodeAt(Source source, int width, int height, int kernel, CancellationToken cancellationToken)
    {
        using var decoded = Decode.From(source);
        cancellationToken.ThrowIfCancellationRequested();
        return decoded is null ? null : Develop.At(decoded, width, height, kernel);
    }

    private static unsafe byte[] EncodePixels(ReadOnlyMemory<byte> rgb, int width, int height, ImageFormat format, int quality)
    {
        using var pin = rgb.Pin();
        using var image = VipsImage.FromMemory((byte*)pin.Pointer, width, height, bands: 3);
        return Encode.Bytes(image, format, quality, Encode.Thorough);
    }
}
