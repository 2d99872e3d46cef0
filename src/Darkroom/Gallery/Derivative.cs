using System.Collections.Immutable;
using Darkroom.Imaging;
using Darkroom.Storage;

namespace Darkroom.Gallery;

/// <summary>Serves and makes derivatives: originals scaled for a screen.</summary>
public sealed class Derivative(IBlobStore blobs, IPreviewStore previews, ImagePipeline pipeline, ImageLimits limits)
{
    private static readonly ImmutableArray<ImageFormat> JpegOnly = [ImageFormat.Jpeg];
    private static readonly ImmutableArray<ImageFormat> AllFormats = [ImageFormat.Jpeg, ImageFormat.WebP];

    private readonly SingleFlight<(string BlobHash, int Width, bool TakesWebP), (byte[] Bytes, ImageFormat Format)?> _flights = new();

    /// <summary>The widths of derivatives in pixels. A narrower original is not enlarged.</summary>
    public static ImmutableArray<int> Widths { get; } = [256, 512, 1024];

    /// <summary>Returns the keys of all derivatives that an original may have.</summary>
    public static IEnumerable<string> KeysOf(string blobHash) =>
        Widths.SelectMany(width => AllFormats.Select(format => PreviewKey.OfDerivative(blobHash, width, format)));

    /// <summary>Opens a derivative. One that is not stored is made first, once for all callers at the same time.</summary>
    /// <param name="width">One of <see cref="Widths"/>.</param>
    /// <param name="takesWebP">False to get an image with alpha as a JPEG on dark grey instead of a WebP.</param>
    /// <returns>Null if the original is missing or damaged.</returns>
    public async Task<(Stream Image, ImageFormat Format)?> OpenAsync(
        string blobHash, int width, bool takesWebP, CancellationToken cancellationToken)
    {
        if (await FindStoredAsync(blobHash, width, takesWebP, cancellationToken) is { } stored)
        {
            return stored;
        }

        var made = await _flights.RunAsync(
            (blobHash, width, takesWebP), token => MakeAsync(blobHash, width, takesWebP, token), cancellationToken);
        return made is var (bytes, format) ? (new MemoryStream(bytes, writable: false), format) : null;
    }

    private async Task<(Stream Image, ImageFormat Format)?> FindStoredAsync(
        string blobHash, int width, bool takesWebP, CancellationToken cancellationToken)
    {
        foreach (var format in takesWebP ? AllFormats : JpegOnly)
        {
            if (await previews.OpenAsync(PreviewKey.OfDerivative(blobHash, width, format), cancellationToken) is { } stored)
            {
                return (stored, format);
            }
        }

        return null;
    }

    private async Task<(byte[] Bytes, ImageFormat Format)?> MakeAsync(
        string blobHash, int width, bool takesWebP, CancellationToken cancellationToken)
    {
        // Another caller may have stored it since the first look.
        if (await FindStoredAsync(blobHash, width, takesWebP, cancellationToken) is var (stream, found))
        {
            return (await stream.ReadToEndAsync(cancellationToken), found);
        }

        var transparent = takesWebP ? ImageFormat.WebP : ImageFormat.Jpeg;
        if (await blobs.OpenAsync(blobHash, cancellationToken) is not { } original
            || await pipeline.DeriveAsync(await original.ReadToEndAsync(cancellationToken), limits, transparent, [width], cancellationToken) is not Outcome<Derivatives>.Ok(var made))
        {
            return null;
        }

        // A JPEG of an image with alpha is not stored: it would be found before the WebP, which keeps the alpha.
        var image = made.Sizes[0];
        if (takesWebP || !made.Header.HasAlpha)
        {
            await previews.PutAsync(PreviewKey.OfDerivative(blobHash, width, image.Format), image.Bytes, cancellationToken);
        }

        return (image.Bytes, image.Format);
    }
}
