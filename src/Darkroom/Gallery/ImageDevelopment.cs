using Darkroom.Imaging;
using Darkroom.Storage;

namespace Darkroom.Gallery;

/// <summary>Makes the animation of how an image came: its partial images, then the image. It is kept as a derivative of the original.</summary>
public sealed class ImageDevelopment(IGallery gallery, IBlobStore blobs, IPreviewStore previews, ImagePipeline pipeline, ImageLimits limits)
{
    private readonly SingleFlight<string, byte[]?> _flights = new();

    /// <summary>Opens the animation, an animated WebP. One that is not stored is made first, once for all callers at the same time.</summary>
    /// <returns>Null if no partial images are kept, or the original is missing or damaged.</returns>
    /// <exception cref="StorageException">The storage cannot be read or written.</exception>
    public async Task<Stream?> OpenAsync(GalleryImage image, CancellationToken cancellationToken)
    {
        var partials = await gallery.DevelopmentAsync(image.Id, cancellationToken);
        if (partials.IsEmpty)
        {
            return null;
        }

        var key = PreviewKey.OfDevelopment(image.BlobHash);
        if (await previews.OpenAsync(key, cancellationToken) is { } stored)
        {
            return stored;
        }

        var made = await _flights.RunAsync(key, token => MakeAsync(key, image.BlobHash, [.. partials.Select(partial => partial.PreviewKey)], token), cancellationToken);
        return made is null ? null : new MemoryStream(made, writable: false);
    }

    private async Task<byte[]?> MakeAsync(string key, string blobHash, List<string> partialKeys, CancellationToken cancellationToken)
    {
        var partials = new List<ReadOnlyMemory<byte>>();
        foreach (var partial in Spread(partialKeys))
        {
            if (await previews.OpenAsync(partial, cancellationToken) is { } stream)
            {
                partials.Add(await stream.ReadToEndAsync(cancellationToken));
            }
        }

        if (partials.Count == 0 || await blobs.OpenAsync(blobHash, cancellationToken) is not { } original
            || await pipeline.AnimateAsync(partials, await original.ReadToEndAsync(cancellationToken), limits, cancellationToken) is not Outcome<EncodedResult>.Ok(var made))
        {
            return null;
        }

        await previews.PutAsync(key, made.Bytes, cancellationToken);
        return made.Bytes;
    }

    /// <summary>Returns as many as an animation may have, the first and the last among them.</summary>
    private static IEnumerable<string> Spread(List<string> keys) => keys.Count <= ImagePipeline.MaxDevelopmentPartials
        ? keys
        : Enumerable.Range(0, ImagePipeline.MaxDevelopmentPartials).Select(number => keys[number * (keys.Count - 1) / (ImagePipeline.MaxDevelopmentPartials - 1)]);
}
