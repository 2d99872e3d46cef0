using System.Diagnostics.CodeAnalysis;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Inspection;

/// <summary>An admitted picture, open at its header, with its bytes pinned. Pixels are decoded when one is first asked for.</summary>
internal sealed class Source : IDisposable
{
    private const int Sequential = 1;   // VipsAccess
    private const int FailOnError = 2;  // VipsFailOn: damaged and truncated data, but not mere warnings

    private readonly PinnedBlob _blob;

    private Source(PinnedBlob blob, VipsImage image, ClaimedHeader claim)
    {
        _blob = blob;
        Image = image;
        var lying = image.Orientation >= 5;
        Header = new ImageHeader(
            claim.Format,
            lying ? image.Height : image.Width,
            lying ? image.Width : image.Height,
            claim.Format == ImageFormat.Tiff ? 1 : Math.Max(claim.Frames, image.Pages),
            image.HasAlpha);
        DecodeBytes = claim.Format == ImageFormat.Avif ? (long)image.Width * image.Height * ClaimedHeader.AvifBytesPerPixel : claim.DecodeBytes;
    }

    /// <inheritdoc cref="ClaimedHeader.DecodeBytes"/>
    internal long DecodeBytes { get; }

    /// <summary>Lazy, as stored: not yet rotated, in its own colours. Its rows can be read once, from top to bottom.</summary>
    internal VipsImage Image { get; private set; }

    internal ImageHeader Header { get; }

    /// <summary>The file as it came; in place for as long as this lives.</summary>
    internal PinnedBlob File => _blob;

    /// <summary>Pins the bytes and opens them, if they pass every check on the header.</summary>
    internal static bool TryOpen(
        ReadOnlyMemory<byte> bytes, ImageLimits limits, [NotNullWhen(true)] out Source? source, [NotNullWhen(false)] out Rejection? refusal)
    {
        source = null;
        refusal = HeaderCheck.Check(bytes.Span, limits, out var claim);
        return refusal is null && TryOpen(PinnedBlob.Over(bytes), claim, limits, out source, out refusal);
    }

    /// <summary>The same over bytes that the caller keeps in place for as long as the source lives.</summary>
    internal static unsafe bool TryOpen(
        byte* bytes, int length, ImageLimits limits, [NotNullWhen(true)] out Source? source, [NotNullWhen(false)] out Rejection? refusal)
    {
        source = null;
        refusal = HeaderCheck.Check(new ReadOnlySpan<byte>(bytes, length), limits, out var claim);
        return refusal is null && TryOpen(PinnedBlob.Over(bytes, length), claim, limits, out source, out refusal);
    }

    /// <summary>
    /// Opens JPEG and WebP again at a fraction of their size, which their decoders do faster than a full decode and a resize.
    /// Other formats stay as they are.
    /// </summary>
    /// <param name="factor">How many times smaller the picture may become: 1 or more.</param>
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
        [NotNullWhen(false)] out Rejection? refusal)
    {
        source = null;
        if (Load(claim.Format, blob).TryImage() is not { } image)
        {
            blob.Dispose();
            refusal = Rejection.Damaged(claim.Format);
            return false;
        }

        var opened = new Source(blob, image, claim);
        refusal = HeaderCheck.Check(opened.Header.Width, opened.Header.Height, opened.Header.Frames, limits);
        if (refusal is not null)
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
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a picture format."),
    };
}
