using System.Collections.Immutable;
using Darkroom.Blobs;
using Darkroom.Imaging;

namespace Darkroom.Gallery;

/// <summary>An original scaled for a screen.</summary>
public sealed class Derivative(IBlobStore blobs, IPreviewStore previews, ImagePipeline pipeline, ImageLimits limits)
{
    /// <summary>The widths there are, in pixels. A narrower original is not enlarged.</summary>
    public static ImmutableArray<int> Widths { get; } = [256, 512, 1024];

    /// <summary>Opens a derivative, making it first if it is not there: any may be deleted at any time.</summary>
    /// <param name="width">One of <see cref="Widths"/>.</param>
    /// <param name="format"><see cref="ImageFormat.WebP"/> or <see cref="ImageFormat.Jpeg"/>.</param>
    /// <returns>Null when the original is gone or damaged.</returns>
    public async Task<Stream?> OpenAsync(string blobHash, int width, ImageFormat format, CancellationToken cancellationToken)
    {
        var key = PreviewKey.OfDerivative(blobHash, width, format);
        if (previews.Open(key) is { } stored)
        {
            return stored;
        }

        var original = await ReadAsync(blobHash, cancellationToken);
        if (original is null
            || await pipeline.DeriveAsync(original, limits, format, [width], cancellationToken) is not Outcome<Derivatives>.Ok(var made))
        {
            return null;
        }

        await previews.PutAsync(key, made.Sizes[0].Bytes, cancellationToken);
        return new MemoryStream(made.Sizes[0].Bytes, writable: false);
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
