using System.Security.Cryptography;
using Darkroom.Imaging;
using Darkroom.Storage;

namespace Darkroom.Gallery;

/// <summary>Reads every original and every stored size of it, and what generations work from, and says which are missing or damaged.</summary>
public sealed class OriginalCheck(IGallery gallery, IBlobStore blobs, IPreviewStore previews, ImageLimits limits)
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
                if (await OriginalAsync($"Image {image.Id}", image.BlobHash, cancellationToken) is { } wrong)
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
                break;
            }

            query = query with { Before = next };
        }

        await foreach (var wrong in InputsAsync(cancellationToken))
        {
            yield return wrong;
        }
    }

    private async IAsyncEnumerable<string> InputsAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        do
        {
            var inputs = await gallery.InputBlobsAsync(after, GalleryQuery.MaxLimit, cancellationToken);
            after = inputs.IsEmpty ? null : inputs[^1];
            foreach (var hash in inputs)
            {
                if (await OriginalAsync("A file that a generation or a campaign uses", hash, cancellationToken) is { } wrong)
                {
                    yield return wrong;
                }
            }
        }
        while (after is not null);
    }

    private async Task<string?> OriginalAsync(string whose, string expected, CancellationToken cancellationToken)
    {
        await using var stream = blobs.Open(expected);
        if (stream is null)
        {
            return $"{whose}: its original {expected} is missing.";
        }

        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
        return hash == expected ? null : $"{whose}: its original is damaged; it hashes to {hash} and not to {expected}.";
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
