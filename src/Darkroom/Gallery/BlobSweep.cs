using Darkroom.Storage;
using Microsoft.Extensions.Logging;

namespace Darkroom.Gallery;

/// <summary>Deletes originals that nothing refers to: what a crash left between storing one and referring to it.</summary>
public sealed partial class BlobSweep(IBlobStore blobs, IGallery gallery, TimeProvider time, ILogger<BlobSweep> log)
{
    /// <summary>Younger ones may be about to be referred to.</summary>
    private static readonly TimeSpan SafeAge = TimeSpan.FromHours(1);

    /// <returns>How many were deleted.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var old = time.GetUtcNow() - SafeAge;
        var deleted = 0;
        foreach (var some in blobs.All().Where(blob => blob.StoredAt < old).Select(blob => blob.Hash).Chunk(500))
        {
            foreach (var hash in await gallery.UnreferencedAsync(some, cancellationToken))
            {
                // Asked again there: the same picture may have been put once more while the gallery was asked.
                deleted += blobs.DeleteIfOlder(hash, old) ? 1 : 0;
            }
        }

        if (deleted > 0)
        {
            LogSwept(deleted);
        }

        return deleted;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} originals that nothing refers to")]
    private partial void LogSwept(int count);
}
