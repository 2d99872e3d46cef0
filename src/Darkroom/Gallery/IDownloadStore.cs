using System.Collections.Immutable;

namespace Darkroom.Gallery;

/// <summary>Stores which images an address delivers for a while, and reads selected images.</summary>
/// <exception cref="Storage.StorageException">The storage cannot be read or written. Thrown by every verb.</exception>
public interface IDownloadStore
{
    /// <summary>Stores a download, and deletes those that have expired.</summary>
    /// <param name="tokenHash">The hash of the secret in its address.</param>
    Task AddAsync(string tokenHash, Download download, CancellationToken cancellationToken);

    /// <summary>Returns a download; null if there is none with this hash, or it has expired.</summary>
    Task<Download?> FindAsync(string tokenHash, CancellationToken cancellationToken);

    /// <summary>Returns the number of images of a selection and the total size of their originals.</summary>
    /// <param name="limit">The number of images at which counting stops.</param>
    Task<(long Images, long Bytes)> CountAsync(ImageSelection selection, int limit, CancellationToken cancellationToken);

    /// <summary>Returns the next images of a selection, the newest first.</summary>
    /// <param name="before">The position of the last image that was read; null to begin with the first.</param>
    /// <param name="limit">The maximum number of images, 1 to <see cref="GalleryQuery.MaxLimit"/>; fewer are returned only at the end.</param>
    Task<ImmutableArray<GalleryImage>> ImagesAsync(ImageSelection selection, long? before, int limit, CancellationToken cancellationToken);
}

/// <summary>What an address delivers.</summary>
/// <param name="Names">The template of the names of files.</param>
public sealed record Download(ImageSelection Selection, string Names, DownloadFiles Files, DateTimeOffset ExpiresAt);

public enum DownloadFiles
{
    /// <summary>The images as they were stored, byte for byte.</summary>
    Originals,

    /// <summary>The images in the size for screens.</summary>
    Web,
}
