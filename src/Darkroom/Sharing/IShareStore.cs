using System.Collections.Immutable;
using Darkroom.Gallery;

namespace Darkroom.Sharing;

/// <summary>Stores share links, and answers what they open. Every verb is one transaction.</summary>
/// <exception cref="Storage.StorageException">The storage cannot be read or written. Thrown by every verb.</exception>
public interface IShareStore
{
    /// <summary>The maximum number of links on a page.</summary>
    const int MaxLimit = 100;

    /// <summary>How long a link that has expired is listed.</summary>
    static readonly TimeSpan KeepExpired = TimeSpan.FromDays(90);

    /// <summary>Adds a link, and deletes those that expired more than <see cref="KeepExpired"/> ago.</summary>
    /// <returns>False if there is nothing to share: no such image outside the trash, no such collection of chosen images, no such generation.</returns>
    Task<bool> AddAsync(ShareLink link, CancellationToken cancellationToken);

    /// <summary>Returns a link, also a revoked or expired one; null if there is none with this id.</summary>
    Task<ShareLink?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Returns links, the newest first, including revoked and expired ones.</summary>
    /// <param name="target">The thing that they open; null for all links.</param>
    /// <param name="before">The id of the last link that was read; null to begin with the newest.</param>
    /// <param name="limit">1 to <see cref="MaxLimit"/>.</param>
    Task<ImmutableArray<ListedShare>> ListAsync(ShareTarget? target, string? before, int limit, CancellationToken cancellationToken);

    /// <summary>Revokes a link. Revoking it again changes nothing.</summary>
    /// <returns>False if there is none with this id.</returns>
    Task<bool> RevokeAsync(string id, CancellationToken cancellationToken);

    /// <summary>Returns the file of an image that a target contains; null if it does not contain the image, or the image is in the trash.</summary>
    Task<ImageFile?> FindFileAsync(ShareTarget target, string imageId, CancellationToken cancellationToken);

    /// <summary>Returns whether a target is a generation with this preview of a partial image, whose image is not in the trash.</summary>
    Task<bool> HasPreviewAsync(ShareTarget target, string previewKey, CancellationToken cancellationToken);
}

/// <summary>The kind of thing that a share link opens.</summary>
public enum ShareKind
{
    Image,

    /// <summary>A collection of chosen images, as it is when it is looked at.</summary>
    Collection,

    /// <summary>A generation, also while it runs.</summary>
    Generation,
}

/// <summary>What a share link opens.</summary>
public sealed record ShareTarget(ShareKind Kind, string Id);

/// <summary>A link that shows one image, collection or generation to anyone who has its address, without a login.</summary>
/// <param name="Parameters">True if it also shows prompts, seeds and models, and opens the originals, whose files may contain them.</param>
public sealed record ShareLink(
    string Id,
    ShareTarget Target,
    bool Parameters,
    string TokenHash,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt = null) : ISecretLink;

/// <summary>A share link in a list.</summary>
/// <param name="Title">The prompt of the image or the generation, or the name of the collection; null if it was deleted.</param>
public sealed record ListedShare(ShareLink Link, string? Title);
