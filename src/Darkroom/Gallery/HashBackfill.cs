using Darkroom.Imaging;
using Darkroom.Storage;

namespace Darkroom.Gallery;

/// <summary>
/// Computes the difference hashes of images that an earlier version made: from the smallest stored derivative, else from the original, else from the
/// thumbhash. It stores how far it got, works half of the time, and one image at a time, so that nothing else waits for it.
/// </summary>
public sealed class HashBackfill(
    IImageHashes hashes, IBlobStore blobs, IPreviewStore previews, ImagePipeline pipeline, ImageLimits limits, TimeProvider time)
{
    private const int BatchSize = 200;

    /// <summary>Runs until every image has a hash.</summary>
    /// <returns>The number of images that got one. If there are any, <see cref="SimilarImages.Reset"/> lets their hashes be used.</returns>
    /// <exception cref="StorageException">The storage cannot be read or written; another run continues.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var done = 0;
        while (await hashes.UnhashedAsync(BatchSize, cancellationToken) is { UpTo: { } upTo } batch)
        {
            var began = time.GetTimestamp();
            var computed = new Dictionary<long, long>();
            foreach (var image in batch.Images)
            {
                computed[image.Sequence] = await ComputeAsync(image, cancellationToken);
            }

            await hashes.SetAsync(computed, upTo, cancellationToken);
            done += computed.Count;
            await Task.Delay(computed.Count == 0 ? TimeSpan.Zero : time.GetElapsedTime(began), time, cancellationToken);
        }

        return done;
    }

    private async Task<long> ComputeAsync(UnhashedImage image, CancellationToken cancellationToken)
    {
        foreach (var key in Derivative.KeysOf(image.BlobHash))
        {
            if (await previews.OpenAsync(key, cancellationToken) is { } stored
                && await HashAsync(stored, cancellationToken) is { } hash)
            {
                return hash;
            }
        }

        return await blobs.OpenAsync(image.BlobHash, cancellationToken) is { } original && await HashAsync(original, cancellationToken) is { } own
            ? own
            : ThumbHashCoefficients.Read(image.ThumbHash.AsSpan()).ToDifferenceHash();
    }

    /// <returns>Null if the image is damaged.</returns>
    private async Task<long?> HashAsync(Stream stream, CancellationToken cancellationToken) =>
        await pipeline.DifferenceHashAsync(await stream.ReadToEndAsync(cancellationToken), limits, cancellationToken) is Outcome<long>.Ok(var hash) ? hash : null;
}
