using System.Collections.Immutable;
using Darkroom.Imaging.Inspection;
using Darkroom.Imaging.Native;
using Darkroom.Imaging.Steps;

namespace Darkroom.Imaging;

/// <summary>
/// Everything that decodes or encodes pixels. A fixed number of pictures is worked on at once, on pool threads; the rest wait in line.
/// Safe for any number of callers; one instance serves a process.
/// </summary>
/// <remarks>
/// Bytes passed in are used in place, not copied: they must stay unchanged until the returned task has ended, however it ends.
/// A token is honoured while waiting and between steps; a step that has begun is finished first.
/// All methods throw <see cref="InvalidOperationException"/> where libvips cannot be used, see <see cref="Vips.Start"/>.
/// </remarks>
public sealed class ImagePipeline
{
    private const int PreviewEdge = 512;
    private const int PreviewQuality = 60;
    private const int DerivativeQuality = 80;

    /// <summary>From here on a decode waits for its turn among the others that need as much memory.</summary>
    private const long LargeDecode = 64L * 1024 * 1024;

    private readonly WorkGate _gate;
    private readonly WorkGate _large = new(1);

    /// <exception cref="ArgumentOutOfRangeException">The concurrency is not 1 to 64.</exception>
    public ImagePipeline(ImagingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Concurrency, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Concurrency, 64, nameof(options));
        _gate = new WorkGate(options.Concurrency);
    }

    /// <summary>Callers waiting for a worker now.</summary>
    public int Waiting => _gate.Waiting;

    /// <summary>
    /// Makes a small picture of a partial image: upright, 8-bit sRGB, no metadata, the longest edge 512 px or less. JPEG, which takes a
    /// fifth of the time of WebP for a quarter more bytes; WebP where there is alpha to keep.
    /// </summary>
    /// <param name="encoded">The partial image as it came.</param>
    /// <param name="limits">What is accepted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A picture of about 5 to 25 kB, or why there is none.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public Task<Outcome<EncodedResult>> PreviewAsync(
        ReadOnlyMemory<byte> encoded, ImageLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return RunAsync(() => Preview(encoded, limits, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Makes all display sizes and the placeholder of an original in one full decode, which proves that every pixel decodes.
    /// </summary>
    /// <param name="encoded">The original.</param>
    /// <param name="limits">What is accepted.</param>
    /// <param name="transparent">
    /// What pictures with alpha become: <see cref="ImageFormat.WebP"/>, which keeps it, or <see cref="ImageFormat.Jpeg"/>, which lays it on
    /// dark grey. All others become JPEG.
    /// </param>
    /// <param name="widths">
    /// One or more widths in pixels, each 1 or more. Nothing is enlarged: a narrower original keeps its width. A very long picture may
    /// come out narrower, since no edge is made longer than 16,383 px.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The derivatives, or why there are none.</returns>
    /// <exception cref="ArgumentException">No widths, a width below 1, or another format.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public Task<Outcome<Derivatives>> DeriveAsync(
        ReadOnlyMemory<byte> encoded,
        ImageLimits limits,
        ImageFormat transparent,
        ImmutableArray<int> widths,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (transparent is not (ImageFormat.WebP or ImageFormat.Jpeg))
        {
            throw new ArgumentOutOfRangeException(nameof(transparent), transparent, "Derivatives are WebP or JPEG.");
        }

        if (widths.IsDefaultOrEmpty || widths.Any(width => width < 1))
        {
            throw new ArgumentException("One or more widths of at least one pixel are needed.", nameof(widths));
        }

        return RunAsync(() => Derive(encoded, limits, transparent, widths, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Makes of an image what may leave for a provider: upright, 8-bit sRGB, without any metadata, within the target. Photos of up to
    /// <see cref="ImageLimits.MaxInputPixels"/> are reduced while they are decoded. Images whose decoder needs much memory are
    /// worked on one at a time. An image that has nothing to change keeps its bytes; every pixel of it has been decoded all the same.
    /// </summary>
    /// <param name="encoded">The original: PNG, JPEG, WebP, AVIF, TIFF (its first page) or GIF.</param>
    /// <param name="limits">What is accepted.</param>
    /// <param name="target">What the receiver takes.</param>
    /// <param name="cancellationToken">Gives up, also during a decode.</param>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async Task<Outcome<PreparedImage>> PrepareAsync(
        ReadOnlyMemory<byte> encoded, ImageLimits limits, PreparationTarget target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(target);
        var inputLimits = limits.ForInputs();
        if (HeaderCheck.Check(encoded.Span, inputLimits, out var claim) is { } refusal)
        {
            return refusal.As<PreparedImage>();
        }

        // The header of an AVIF is read later.
        var large = claim.DecodeBytes > LargeDecode || claim.Format == ImageFormat.Avif;
        using var turn = large ? await _large.EnterAsync(cancellationToken) : default;
        return await RunAsync(() => Preparation.Run(encoded, inputLimits, target, cancellationToken), cancellationToken);
    }

    /// <summary>Encodes pixels. The same input gives the same bytes with the same libvips.</summary>
    /// <param name="rgb">Interleaved 8-bit sRGB, three bytes a pixel, rows from the top without gaps.</param>
    /// <param name="width">Pixels across, 1 to 16,383.</param>
    /// <param name="height">Pixels down, 1 to 16,383.</param>
    /// <param name="format">PNG, JPEG or WebP.</param>
    /// <param name="quality">1 to 100 for JPEG and WebP; PNG is lossless and ignores it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The pixels do not fill the size, or a value is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public Task<byte[]> EncodeAsync(
        ReadOnlyMemory<byte> rgb, int width, int height, ImageFormat format, int quality, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(width is >= 1 and <= 16_383, true, nameof(width));
        ArgumentOutOfRangeException.ThrowIfNotEqual(height is >= 1 and <= 16_383, true, nameof(height));
        ArgumentOutOfRangeException.ThrowIfNotEqual(quality is >= 1 and <= 100, true, nameof(quality));
        if (format is not (ImageFormat.Png or ImageFormat.Jpeg or ImageFormat.WebP))
        {
            throw new ArgumentOutOfRangeException(nameof(format), format, "Pictures are written as PNG, JPEG or WebP.");
        }

        return rgb.Length == (long)width * height * 3
            ? RunAsync(() => Pixels(rgb, width, height, format, quality), cancellationToken)
            : throw new ArgumentException($"{width} × {height} pixels need {(long)width * height * 3} bytes.", nameof(rgb));
    }

    /// <summary>Runs work with what is in <see cref="Drawing"/>, in a worker's place like everything else here.</summary>
    /// <exception cref="OperationCanceledException">The token fired before the work began.</exception>
    public Task<T> DrawAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        return RunAsync(work, cancellationToken);
    }

    /// <summary>Decodes to interleaved 8-bit sRGB as shown, alpha laid on dark grey.</summary>
    internal Task<Outcome<byte[]>> DecodeRgbAsync(
        ReadOnlyMemory<byte> encoded, ImageLimits limits, CancellationToken cancellationToken) =>
        RunAsync(() => Rgb(encoded, limits, cancellationToken), cancellationToken);

    private async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        using var place = await _gate.EnterAsync(cancellationToken);
        return await Task.Run(() => OnThisThread(work), cancellationToken);
    }

    private static T OnThisThread<T>(Func<T> work)
    {
        Vips.Require();
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
        if (!Source.TryOpen(encoded, limits, out var source, out var refusal))
        {
            return refusal.As<EncodedResult>();
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
        ReadOnlyMemory<byte> encoded, ImageLimits limits, ImageFormat transparent, ImmutableArray<int> widths, CancellationToken cancellationToken)
    {
        if (!Source.TryOpen(encoded, limits, out var source, out var refusal))
        {
            return refusal.As<Derivatives>();
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
            var format = largest.HasAlpha ? transparent : ImageFormat.Jpeg;
            var sizes = chain.Encode(widths, size => Encode.Image(size, format, DerivativeQuality, Encode.Quick), cancellationToken);
            using var small = ThumbHash.Small(chain.Smallest);
            var plain = UniformImageCheck.Find(small.Pixels(), small.Bands);
            return new Outcome<Derivatives>.Ok(new Derivatives(header, sizes, ThumbHash.Compute(small)) { Plain = plain });
        }
    }

    private static Outcome<byte[]> Rgb(ReadOnlyMemory<byte> encoded, ImageLimits limits, CancellationToken cancellationToken)
    {
        if (!Source.TryOpen(encoded, limits, out var source, out var refusal))
        {
            return refusal.As<byte[]>();
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

    /// <summary>The steps that every reader shares. Null where the picture does not decode.</summary>
    private static VipsImage? DecodeAt(Source source, int width, int height, int kernel, CancellationToken cancellationToken)
    {
        using var decoded = Decode.From(source);
        cancellationToken.ThrowIfCancellationRequested();
        return decoded is null ? null : Develop.At(decoded, width, height, kernel);
    }

    private static unsafe byte[] Pixels(ReadOnlyMemory<byte> rgb, int width, int height, ImageFormat format, int quality)
    {
        using var pin = rgb.Pin();
        using var image = VipsImage.Over((byte*)pin.Pointer, width, height, bands: 3);
        return Encode.Bytes(image, format, quality, Encode.Thorough);
    }
}
