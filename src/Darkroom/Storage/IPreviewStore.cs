namespace Darkroom.Storage;

/// <summary>
/// Stores small images for screens: previews of partial images, and derivatives of originals. Derivatives can be made again at any time,
/// so nothing here is flushed to the disk.
/// </summary>
/// <exception cref="StorageException">The storage cannot be read or written. Thrown by every verb.</exception>
public interface IPreviewStore
{
    /// <summary>Stores bytes under a key. What is stored already is kept. An encoder makes them in memory, so there is no stream to store.</summary>
    /// <param name="key">A key made by <see cref="PreviewKey"/>.</param>
    Task PutAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Opens stored bytes. The stream knows its length and can seek: to read a range costs no more than the range.</summary>
    /// <returns>Null if nothing is stored under this key.</returns>
    Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken);

    /// <summary>Deletes what is stored under a key. Nothing happens if nothing is stored.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>Deletes derivatives, those that were not used for longest first, until the rest is no larger than a limit. Previews of partial images stay.</summary>
    /// <param name="maxBytes">The limit, at least 0.</param>
    /// <returns>The number of derivatives that were deleted.</returns>
    Task<int> TrimAsync(long maxBytes, CancellationToken cancellationToken);

    /// <summary>
    /// Creates an empty stream on the disk of this machine that can be written, read and searched. It is gone once it is disposed, or the process is
    /// killed.
    /// </summary>
    Task<Stream> CreateTemporaryAsync(CancellationToken cancellationToken);
}
