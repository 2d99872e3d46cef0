using Darkroom.Storage;
using Microsoft.Extensions.Logging;

namespace Darkroom.Gallery;

/// <summary>Deletes originals that nothing refers to, such as those that a crash left between storing one and referring to it.</summary>
public sealed partial class BlobSweep(IBlobStore blobs, ILogger<BlobSweep> log)
{
    /// <summary>A reference to a younger original may be about to be written.</summary>
    private static readonly TimeSpan MinAge = TimeSpan.FromHours(1);

    /// <returns>The number of originals that were deleted.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var deleted = await blobs.DeleteUnreferencedAsync(MinAge, cancellationToken);
        if (deleted > 0)
        {
            LogDeleted(deleted);
        }

        return deleted;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} unreferenced originals")]
    private partial void LogDeleted(int count);
}
