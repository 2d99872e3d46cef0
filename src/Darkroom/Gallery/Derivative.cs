using System.Collections.Immutable;
using Darkroom.Imaging;
using Darkroom.Storage;

namespace Darkroom.Gallery;

/// <summary>Serves and makes derivatives: originals scaled for a screen.</summary>
public sealed class Derivative(IBlobStore blobs, IPreviewStore previews, ImagePipeline pipeline, ImageLimits limits)
{
    /// <summary>In the order in which they are looked for: the most frequent first.</summary>
    private static readonly ImmutableArray<(ImageFormat Format, AcceptedFormats Flag)> Formats =
        [(ImageFormat.Jpeg, AcceptedFormats.Jpeg), (ImageFormat.WebP, AcceptedFormats.WebP), (ImageFormat.Avif, AcceptedFormats.Avif)];

    private readonly SingleFlight<(string BlobHash, int Width, AcceptedFormats Accepted), (byte[] Bytes, ImageFormat Format)?> _flights = new();

    /// <summary>The widths of derivatives in pixels. A narrower original is not enlarged.</summary>
    public static ImmutableArray<int> Widths { get; } = [256, 512, 1024];

    /// <summary>Returns the keys of all derivatives that an original may have, the smallest first.</summary>
    public static IEnumerable<string> KeysOf(string blobHash) =>
        Widths.SelectMany(width => Formats.Select(one => PreviewKey.OfDerivative(blobHash, width, one.Format)));

    /// <summary>Opens a derivative. One that is not stored is made first, once for all callers at the same time.</summary>
    /// <param name="width">One of <see cref="Widths"/>.</param>
    /// <param name="accepted">
    /// At least one. JPEG is made if it is accepted, because it takes the least time; WebP or AVIF for an image with alpha, which
    /// becomes a JPEG on dark grey only if neither is accepted.
    /// </param>
    /// <returns>Null if the original is missing or damaged.</returns>
    public async Task<(Stream Image, ImageFormat Format)?> OpenAsync(
        string blobHash, int width, AcceptedFormats accepted, CancellationToken cancellationToken)
    {
        if (await FindStoredAsync(blobHash, width, accepted, cancellationToken) is { } stored)
        {
            return stored;
        }

        var made = await _flights.RunAsync(
            (blobHash, width, accepted), token => MakeAsync(blobHash, width, accepted, token), cancellationToken);
        return made is var (bytes, format) ? (new MemoryStream(bytes, writable: false), format) : null;
    }

    private async Task<(Stream Image, ImageFormat Format)?> FindStoredAsync(
        string blobHash, int width, AcceptedFormats accepted, CancellationToken cancellationToken)
    {
        foreach (var (format, flag) in Formats)
        {
            if (accepted.HasFlag(flag) && await previews.OpenAsync(PreviewKey.OfDerivative(blobHash, width, format), cancellationToken) is { } stored)
            {
                return (stored, format);
            }
        }

        return null;
    }

    private async Task<(byte[] Bytes, ImageFormat Format)?> MakeAsync(
        string blobHash, int width, AcceptedFormats accepted, CancellationToken cancellationToken)
    {
        // Another caller may have stored it since the first look.
        if (await FindStoredAsync(blobHash, width, accepted, cancellationToken) is var (stream, found))
        {
            return (await stream.ReadToEndAsync(cancellationToken), found);
        }

        var transparent = accepted.HasFlag(AcceptedFormats.WebP) ? ImageFormat.WebP
            : accepted.HasFlag(AcceptedFormats.Avif) ? ImageFormat.Avif
            : ImageFormat.Jpeg;
        var opaque = accepted.HasFlag(AcceptedFormats.Jpeg) ? ImageFormat.Jpeg
            : accepted.HasFlag(AcceptedFormats.Avif) ? ImageFormat.Avif
            : ImageFormat.WebP;
        if (await blobs.OpenAsync(blobHash, cancellationToken) is not { } original
            || await pipeline.DeriveAsync(await original.ReadToEndAsync(cancellationToken), limits, opaque, transparent, [width], cancellationToken) is not Outcome<Derivatives>.Ok(var made))
        {
            return null;
        }

        // A JPEG of an image with alpha is not stored: it would be found before a format that keeps the alpha.
        var image = made.Sizes[0];
        if (transparent != ImageFormat.Jpeg || !made.Header.HasAlpha)
        {
            await previews.PutAsync(PreviewKey.OfDerivative(blobHash, width, image.Format), image.Bytes, cancellationToken);
        }

        return (image.Bytes, image.Format);
    }
}

/// <summary>The formats that a client accepts.</summary>
[Flags]
public enum AcceptedFormats
{
    None = 0,
    Jpeg = 1,
    WebP = 2,
    Avif = 4,
    All = Jpeg | WebP | Avif,
}
