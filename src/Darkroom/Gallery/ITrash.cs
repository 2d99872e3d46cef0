using System.Collections.Immutable;

namespace Darkroom.Gallery;

/// <summary>
/// Deletes images that are in the trash. Their rows are deleted in one transaction, which also lists the files to delete, so that an interruption
/// leaves no file behind: previews of partial images, and derivatives. Originals are deleted by the sweep of unreferenced ones. Charges stay.
/// </summary>
/// <exception cref="Storage.StorageException">The storage cannot be read or written. Thrown by every verb.</exception>
public interface ITrash
{
    /// <summary>Deletes images that were put into the trash before a time, the oldest first.</summary>
    /// <param name="limit">The maximum number of images, 1 or more.</param>
    /// <returns>The number of images; fewer than the limit if there are no more.</returns>
    Task<int> PurgeAsync(DateTimeOffset trashedBefore, int limit, CancellationToken cancellationToken);

    /// <summary>Returns listed files, and takes those off the list that another image needs by now.</summary>
    /// <param name="limit">The maximum number of files to look at, 1 or more.</param>
    /// <returns>
    /// Each the key of a preview, or the hash of an original whose derivatives are meant. None if no file is listed.
    /// </returns>
    Task<ImmutableArray<string>> FilesAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Takes files off the list that were deleted.</summary>
    Task ForgetFilesAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken);
}
