using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Storage;

namespace Darkroom.Server.Http;

/// <summary>The images of answers, in the format that the client asked for. The originals stay as the provider made them.</summary>
internal sealed class ConvertedImages(IBlobStore blobs, IPreviewStore previews, ImagePipeline pipeline, ImageLimits limits)
{
    private static readonly ImageFormat[] Formats = [ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.WebP];

    /// <summary>Opens a finished image.</summary>
    /// <returns>Null if the original is gone.</returns>
    public async Task<Stream?> OpenAsync(FinishedImage image, ImageFormat format, CancellationToken cancellationToken)
    {
        var original = await blobs.OpenAsync(image.BlobHash, cancellationToken);
        return original is null || image.Mime == format.Mime() ? original : await ConvertAsync(original, format, cancellationToken);
    }

    /// <summary>Opens a whole partial image.</summary>
    /// <param name="preview">The key of its preview.</param>
    /// <returns>Null if it was not kept.</returns>
    public async Task<Stream?> OpenPartialAsync(string preview, ImageFormat format, CancellationToken cancellationToken)
    {
        foreach (var stored in Formats)
        {
            if (await previews.OpenAsync(PreviewKey.OfWholePartial(preview, stored), cancellationToken) is { } partial)
            {
                return stored == format ? partial : await ConvertAsync(partial, format, cancellationToken);
            }
        }

        return null;
    }

    private async Task<Stream?> ConvertAsync(Stream image, ImageFormat format, CancellationToken cancellationToken)
    {
        await using (image)
        {
            var target = new PreparationTarget { Formats = [format], MaxBytes = limits.MaxBytes, MaxEdge = limits.MaxEdge, MaxPixels = limits.MaxPixels };
            var bytes = await image.ReadToEndAsync(cancellationToken);

            // The original is better than nothing: it is paid for.
            var converted = await pipeline.PrepareAsync(bytes, limits, target, cancellationToken) is Outcome<PreparedImage>.Ok(var prepared) ? prepared.Bytes.ToArray() : bytes;
            return new MemoryStream(converted, writable: false);
        }
    }
}
