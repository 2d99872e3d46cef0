using Darkroom.Imaging;
using Darkroom.Storage;

namespace Darkroom.Gallery;

/// <summary>Checks finished images, and stores each byte for byte together with its derivatives.</summary>
public sealed class OriginalImages(IBlobStore blobs, IPreviewStore previews, ImagePipeline pipeline, ImageLimits limits)
{
    /// <summary>Makes the derivatives in one decode, which proves that every pixel is there. Returns the reason if the bytes are not a usable image.</summary>
    public Task<Outcome<Derivatives>> DeriveAsync(ReadOnlyMemory<byte> encoded, CancellationToken cancellationToken) =>
        pipeline.DeriveAsync(encoded, limits, ImageFormat.Jpeg, ImageFormat.WebP, Derivative.Widths, cancellationToken);

    /// <summary>Stores an image and its derivatives.</summary>
    /// <param name="derived">What <see cref="DeriveAsync"/> made of the same bytes.</param>
    /// <returns>The hash of the original.</returns>
    /// <exception cref="StorageException">The storage cannot be written.</exception>
    public async Task<string> StoreAsync(ReadOnlyMemory<byte> encoded, Derivatives derived, CancellationToken cancellationToken)
    {
        var hash = await blobs.PutAsync(encoded, cancellationToken);
        foreach (var (size, width) in derived.Sizes.Zip(Derivative.Widths))
        {
            await previews.PutAsync(PreviewKey.OfDerivative(hash, width, size.Format), size.Bytes, cancellationToken);
        }

        return hash;
    }
}
