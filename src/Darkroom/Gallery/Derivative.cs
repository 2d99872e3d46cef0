using System.Collections.Immutable;
using Darkroom.Blobs;
using Darkroom.Imaging;

namespace Darkroom.Gallery;

/// <summary>An original scaled for a screen.</summary>
public sealed class Derivative(IBlobStore blobs, IPreviewStore previews, ImagePipeline pipeline, ImageLimits limits)
{
    private static readonly ImmutableArray<ImageFormat> JpegOnly = [ImageFormat.Jpeg];
    private static readonly ImmutableArray<ImageFormat> AllFormats = [ImageFormat.Jpeg, ImageFormat.WebP];

    /// <summary>The widths there are, in pixels. A narrower original is not enlarged.</summary>
    public static ImmutableArray<int> Widths { get; } = [256, 512, 1024];

    /// <summary>Opens a derivative, making it first if it is not there: any may be deleted at any time.</summary>
    /// <param name="width">One of <see cref="Widths"/>.</param>
    /// <param name="takesWebP">False: what has alpha, and is WebP otherwise, comes as JPEG on dark grey.</param>
    /// <returns>Null when the original is gone or damaged.</returns>
    public async Task<(Stream Picture, ImageFormat Format)?> OpenAsync(
        string blobHash, int width, bool takesWebP, CancellationToken cancellationToken)
    {
        foreach (var format in takesWebP ? AllFormats : JpegOnly)
        {
            if (previews.Open(PreviewKey.OfDerivative(blobHash, width, format)) is { } stored)
            {
                return (stored, format);
            }
        }

        var transparent = takesWebP ? ImageFormat.WebP : ImageFormat.Jpeg;
        if (await ReadAsync(blobHash, cancellationToken) is not { } original
            || await pipeline.DeriveAsync(original, limits, transparent, [width], cancellationToken) is not Outcome<Derivatives>.Ok(var made))
        {
            return null;
        }

        // A JPEG of what may have alpha is not kept: it would be found before the WebP, which shows more.
        var picture = made.Sizes[0];
        if (takesWebP || !made.Header.HasAlpha)
        {
            await previews.PutAsync(PreviewKey.OfDerivative(blobHash, width, picture.Format), picture.Bytes, cancellationToken);
        }

        return (new MemoryStream(picture.Bytes, writable: false), picture.Format);
    }

    private async Task<byte[]?> ReadAsync(string blobHash, CancellationToken cancellationToken)
    {
        await using var stream = blobs.Open(blobHash);
        if (stream is null)
        {
            return null;
        }

        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
