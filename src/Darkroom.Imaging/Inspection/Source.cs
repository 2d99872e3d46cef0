using System.Diagnostics.CodeAnalysis;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Inspection;

/// <summary>An image that passed all checks, opened at its header, with its bytes pinned. Pixels are decoded on first use.</summary>
internal sealed class Source : IDisposable
{
    private const int Sequential = 1;   // VipsAccess
    private const int FailOnError = 2;  // VipsFailOn: damaged and truncated data, but not mere warnings

    private readonly PinnedBlob _blob;

    private Source(PinnedBlob blob, VipsImage image, ClaimedHeader claim)
    {
        _blob = blob;
        Image = image;
        var sideways = image.Orientation >= 5;
        Header = new ImageHeader(
            claim.Format,
            sideways ? image.Height : image.Width,
            sideways ? image.Width : image.Height,
            claim.Format == ImageFormat.Tiff ? 1 : Math.Max(claim.Frames, image.Pages),
            image.HasAlpha);
        DecodeBytes = claim.Format == ImageFormat.Avif ? (long)image.Width * image.Height * ClaimedHeader.AvifBytesPerPixel : claim.DecodeBytes;
    }

    /// <inheritdoc cref="ClaimedHeader.DecodeBytes"/>
    internal long DecodeBytes { get; }

    /// <summary>The lazy image as stored: not rotated, in its original colours. Its rows can be read once, from top to bottom.</summary>
    internal VipsImage Image { get; private set; }

    internal ImageHeader Header { get; }

    /// <summary>The original file, pinned until this is disposed.</summary>
    internal PinnedBlob File => _blob;

    /// <summary>Pins and opens the bytes if they pass all header checks.</summary>
    internal static bool TryOpen(
        ReadOnlyMemory<byte> bytes, ImageLimits limits, [NotNullWhen(true)] out Source? source, [NotNullWhen(false)] out Rejection? rejection)
    {
        source = null;
        rejection = HeaderCheck.Check(bytes.Span, limits, out var claim);
        return rejection is null && TryOpen(PinnedBlob.Pin(bytes), claim, limits, out source, out rejection);
    }

    /// <summary>Opens bytes that the caller keeps pinned until the source is disposed.</summary>
    internal static unsafe bool TryOpen(
        byte* bytes, int length, ImageLimits limits, [NotNullWhen(true)] out Source? source, [NotNullWhen(false)] out Rejection? rejection)
    {
        source = null;
        rejection = HeaderCheck.Check(new ReadOnlySpan<byte>(bytes, length), limits, out var claim);
        return rejection is null && TryOpen(PinnedBlob.Pin(bytes, length), claim, limits, out source, out rejection);
    }

    /// <summary>
    /// Reopens JPEG and WebP at a fraction of their size, which is faster than a full decode and a resize. Other formats are not
    /// changed.
    /// </summary>
    /// <param name="factor">The factor by which the image may be reduced, at least 1.</param>
    internal void ReopenSmaller(double factor)
    {
        var smaller = Header.Format switch
        {
            ImageFormat.Jpeg when factor >= 2 => Load(Header.Format, _blob).With("shrink", factor >= 8 ? 8 : factor >= 4 ? 4 : 2).TryImage(),
            ImageFormat.WebP when factor >= 2 => Load(Header.Format, _blob).With("scale", 1 / factor).TryImage(),
            _ => null,
        };
        if (smaller is not null)
        {
            Image.Dispose();
            Image = smaller;
        }
    }

    public void Dispose()
    {
        Image.Dispose();
        _blob.Dispose();
    }

    private static bool TryOpen(
        PinnedBlob blob,
        ClaimedHeader claim,
        ImageLimits limits,
        [NotNullWhen(true)] out Source? source,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        source = null;
        if (Load(claim.Format, blob).TryImage() is not { } image)
        {
            blob.Dispose();
            rejection = Rejection.Damaged(claim.Format);
            return false;
        }

        var opened = new Source(blob, image, claim);
        rejection = HeaderCheck.Check(opened.Header.Width, opened.Header.Height, opened.Header.Frames, limits);
        if (rejection is not null)
        {
            opened.Dispose();
            return false;
        }

        source = opened;
        return true;
    }

    private static VipsOperation Load(ImageFormat format, PinnedBlob blob) => VipsOperation.New(Loader(format))
        .With("buffer", blob)
        .With("access", Sequential)
        .With("fail-on", FailOnError);

    private static string Loader(ImageFormat format) => format switch
    {
        ImageFormat.Png => "pngload_buffer",
        ImageFormat.Jpeg => "jpegload_buffer",
        ImageFormat.WebP => "webpload_buffer",
        ImageFormat.Avif => "heifload_buffer",
        ImageFormat.Gif => "gifload_buffer",
        ImageFormat.Tiff => "tiffload_buffer",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not an image format."),
    };
}
