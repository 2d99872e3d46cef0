using System.Collections.Immutable;

namespace Darkroom.Storage;

/// <summary>
/// Stores originals and other files under the hash of their content. Stored content never changes, and it survives a crash from the
/// moment that its put returns.
/// </summary>
/// <exception cref="StorageException">The storage cannot be read or written. Thrown by every verb.</exception>
public interface IBlobStore
{
    /// <summary>Stores bytes. Storing the same bytes again only resets their age, see <see cref="DeleteUnreferencedAsync"/>.</summary>
    /// <returns>The SHA-256 of the bytes, 64 hexadecimal digits.</returns>
    Task<string> PutAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Stores what a stream contains, without holding it in memory.</summary>
    /// <inheritdoc cref="PutAsync(ReadOnlyMemory{byte}, CancellationToken)" path="/returns"/>
    Task<string> PutAsync(Stream content, CancellationToken cancellationToken);

    /// <summary>
    /// Opens stored content. The stream knows its length and can seek: to read a range costs no more than the range. It stays readable
    /// while the content is deleted.
    /// </summary>
    /// <returns>Null if nothing is stored under this hash.</returns>
    Task<Stream?> OpenAsync(string hash, CancellationToken cancellationToken);

    /// <summary>Returns the length of stored content; null if nothing is stored under this hash.</summary>
    Task<long?> LengthAsync(string hash, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes content that nothing refers to: no image, no generation that works from it, no campaign, no unfinished image. Content that was
    /// put (again) within the minimum age is kept, because a reference to it may be about to be written.
    /// </summary>
    /// <returns>The number of deleted blobs.</returns>
    Task<int> DeleteUnreferencedAsync(TimeSpan minAge, CancellationToken cancellationToken);

    /// <summary>Returns the hashes of content that is referred to, but by no image, in their order.</summary>
    /// <param name="after">The last hash that was returned; null to begin with the first.</param>
    /// <param name="limit">The maximum number of hashes, 1 or more.</param>
    Task<ImmutableArray<string>> InputsAsync(string? after, int limit, CancellationToken cancellationToken);
}
