using System.Collections.Immutable;
using Darkroom.Imaging;
using Darkroom.Storage;

namespace Darkroom.Gallery;

/// <summary>An original scaled for a screen.</summary>
public sealed class Derivative(IBlobStore blobs, IPreviewStore previews, ImagePipeline pipeline, ImageLimits limits)
{
    private static readonly ImmutableArray<ImageFormat> JpegOnly = [ImageFormat.Jpeg];
    private static readonly ImmutableArray<ImageFormat> AllFormats = [ImageFormat.Jpeg, ImageFormat.WebP];

    private readonly SingleFlight<(string BlobHash, int Width, bool TakesWebP), (byte[] Bytes, ImageFormat Format)?> _making = new();

    /// <summary>The widths there are, in pixels. A narrower original is not enlarged.</summary>
    public static ImmutableArray<int> Widths { get; } = [256, 512, 1024];

    /// <summary>Opens a derivative, making it first if it is not there: any may be deleted at any time. Callers at the same time share one making.</summary>
    /// <param name="width">One of <see cref="Widths"/>.</param>
    /// <param name="takesWebP">False: what has alpha, and is WebP otherwise, comes as JPEG on dark grey.</param>
    /// <returns>Null when the original is gone or damaged.</returns>
    public async Task<(Stream Picture, ImageFormat Format)?> OpenAsync(
        string blobHash, int width, bool takesWebP, CancellationToken cancellationToken)
    {
        if (Stored(blobHash, width, takesWebP) is { } stored)
        {
            return stored;
        }

        var made = await _making.RunAsync(
            (blobHash, width, takesWebP), token => MakeAsync(blobHash, width, takesWebP, token), cancellationToken);
        return made is var (bytes, format) ? (new MemoryStream(bytes, writable: false), format) : null;
    }

    private (Stream Picture, ImageFormat Format)? Stored(string blobHash, int width, bool takesWebP)
    {
        foreach (var format in takesWebP ? AllFormats : JpegOnly)
        {
            if (previews.Open(PreviewKey.OfDerivative(blobHash, width, format)) is { } stored)
            {
                return (stored, format);
            }
        }

        return null;
    }

    private async Task<(byte[] Bytes, ImageFormat Format)?> MakeAsync(
        string blobHash, int width, bool takesWebP, CancellationToken cancellationToken)
    {
        // Another making may have ended between this caller's look and its turn.
        if (Stored(blobHash, width, takesWebP) is var (stream, found))
        {
            return (await ReadAsync(stream, cancellationToken), found);
        }

        var transparent = takesWebP ? ImageFormat.WebP : ImageFormat.Jpeg;
        if (blobs.Open(blobHash) is not { } original
            || await pipeline.DeriveAsync(await ReadAsync(original, cancellationToken), limits, transparent, [width], cancellationToken) is not Outcome<Derivatives>.Ok(var made))
        {
            return null;
        }

        // A JPEG of what may have alpha is not kept: it would be found before the WebP, which shows more.
        var picture = made.Sizes[0];
        if (takesWebP || !made.Header.HasAlpha)
        {
            await previews.PutAsync(PreviewKey.OfDerivative(blobHash, width, picture.Format), picture.Bytes, cancellationToken);
        }

        return (picture.Bytes, picture.Format);
    }

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        await using (stream)
        {
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, cancellationToken);
            return bytes;
        }
    }
}
