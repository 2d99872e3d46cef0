using System.Security.Cryptography;
using Darkroom.Blobs;
using Darkroom.Imaging;

namespace Darkroom.Gallery;

/// <summary>Reads every original and every stored size of it, and says which are missing or damaged.</summary>
public sealed class PictureCheck(IGallery gallery, IBlobStore blobs, IPreviewStore previews, ImageLimits limits)
{
    /// <returns>One sentence for each thing that is wrong.</returns>
    public async IAsyncEnumerable<string> RunAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new GalleryQuery { Limit = GalleryQuery.MaxLimit };
        while (true)
        {
            var page = await gallery.PageAsync(query, cancellationToken);
            foreach (var image in page.Images)
            {
                if (await OriginalAsync(image, cancellationToken) is { } wrong)
                {
                    yield return wrong;
                }

                await foreach (var damaged in SizesAsync(image, cancellationToken))
                {
                    yield return damaged;
                }
            }

            if (page.NextCursor is not { } next)
            {
                yield break;
            }

            query = query with { Before = next };
        }
    }

    private async Task<string?> OriginalAsync(GalleryImage image, CancellationToken cancellationToken)
    {
        await using var stream = blobs.Open(image.BlobHash);
        if (stream is null)
        {
            return $"Image {image.Id}: its original {image.BlobHash} is missing.";
        }

        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
        return hash == image.BlobHash ? null : $"Image {image.Id}: its original is damaged; it hashes to {hash} and not to {image.BlobHash}.";
    }

    /// <summary>A size that is not there is no fault: it is made when somebody wants it.</summary>
    private async IAsyncEnumerable<string> SizesAsync(
        GalleryImage image, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ImageFormat[] formats = [ImageFormat.WebP, ImageFormat.Jpeg];
        foreach (var key in Derivative.Widths.SelectMany(width => formats.Select(format => PreviewKey.OfDerivative(image.BlobHash, width, format))))
        {
            await using var stream = previews.Open(key);
            if (stream is null)
            {
                continue;
            }

            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, cancellationToken);
            if (ImageInspector.Inspect(bytes, limits) is Outcome<ImageHeader>.Rejected(_, var reason))
            {
                yield return $"Image {image.Id}: its size {key} is damaged ({reason}) Delete the file; it is made again.";
            }
        }
    }
}
