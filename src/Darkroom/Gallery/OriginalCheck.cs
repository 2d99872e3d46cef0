using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Darkroom.Imaging;
using Darkroom.Storage;

namespace Darkroom.Gallery;

/// <summary>Reads every original, its stored derivatives and the files that generations and campaigns use, and reports what is missing or damaged.</summary>
public sealed class OriginalCheck(IGallery gallery, IBlobStore blobs, IPreviewStore previews, ImageLimits limits)
{
    /// <returns>One sentence for each problem.</returns>
    public async IAsyncEnumerable<string> RunAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
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
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        do
        {
            var inputs = await blobs.InputsAsync(after, GalleryQuery.MaxLimit, cancellationToken);
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
        await using var stream = await blobs.OpenAsync(expected, cancellationToken);
        if (stream is null)
        {
            return $"{whose}: its original {expected} is missing.";
        }

        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
        return hash == expected ? null : $"{whose}: its original is damaged; it hashes to {hash} and not to {expected}.";
    }

    /// <summary>Reports damaged derivatives. A missing one is no problem: it is made when a client requests it.</summary>
    private async IAsyncEnumerable<string> SizesAsync(
        GalleryImage image, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ImageFormat[] formats = [ImageFormat.WebP, ImageFormat.Jpeg, ImageFormat.Avif];
        foreach (var key in Derivative.Widths.SelectMany(width => formats.Select(format => PreviewKey.OfDerivative(image.BlobHash, width, format))))
        {
            if (await previews.OpenAsync(key, cancellationToken) is { } stream
                && ImageInspector.Inspect(await stream.ReadToEndAsync(cancellationToken), limits) is Outcome<ImageHeader>.Rejected(_, var reason))
            {
                yield return $"Image {image.Id}: its size {key} is damaged ({reason}) Delete the file; it is made again.";
            }
        }
    }
}
