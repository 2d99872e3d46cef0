using Darkroom.Storage;
using Microsoft.Extensions.Logging;

namespace Darkroom.Gallery;

/// <summary>Deletes images that have been in the trash for long, and the files of all images that were deleted.</summary>
/// <param name="keep">Returns how long images stay in the trash, which may change at any time.</param>
public sealed partial class TrashSweep(
    ITrash trash, IPreviewStore previews, BlobSweep blobs, Func<TimeSpan> keep, TimeProvider time, ILogger<TrashSweep> log)
{
    /// <summary>Images deleted by one change of the store, which other changes wait for.</summary>
    private const int PurgedTogether = 200;

    /// <summary>Files that one pass over the previews in use is made for.</summary>
    private const int FilesTogether = 10_000;

    /// <summary>Files deleted between two writes: deleting them again after an interruption does no harm.</summary>
    private const int ForgottenTogether = 500;

    /// <summary>How long images stay in the trash.</summary>
    public TimeSpan Keep => keep();

    /// <summary>Deletes the images that are due, then files.</summary>
    /// <returns>The number of images that were deleted.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var (before, deleted) = (time.GetUtcNow() - Keep, 0);
        int more;
        do
        {
            more = await trash.PurgeAsync(before, PurgedTogether, cancellationToken);
            deleted += more;
        }
        while (more == PurgedTogether);

        if (deleted > 0)
        {
            LogDeleted(deleted);
        }

        await DeletePreviewsAsync(cancellationToken);
        await blobs.RunAsync(cancellationToken);
        return deleted;
    }

    /// <summary>Deletes the files of images that were deleted, if there are any.</summary>
    public async Task DeleteFilesAsync(CancellationToken cancellationToken)
    {
        if (await DeletePreviewsAsync(cancellationToken))
        {
            await blobs.RunAsync(cancellationToken);
        }
    }

    /// <summary>Deletes previews of partial images, and derivatives.</summary>
    /// <returns>False if there were none.</returns>
    private async Task<bool> DeletePreviewsAsync(CancellationToken cancellationToken)
    {
        var any = false;
        while (await trash.FilesAsync(FilesTogether, cancellationToken) is { IsEmpty: false } names)
        {
            foreach (var some in names.Chunk(ForgottenTogether))
            {
                foreach (var key in some.SelectMany(name => ContentHash.IsWellFormed(name) ? Derivative.KeysOf(name).Append(PreviewKey.OfDevelopment(name)) : [name]))
                {
                    await previews.DeleteAsync(key, cancellationToken);
                }

                await trash.ForgetFilesAsync(some, cancellationToken);
            }

            any = true;
        }

        return any;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} images from the trash")]
    private partial void LogDeleted(int count);
}
