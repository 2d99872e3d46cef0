using System.Collections.Immutable;

namespace Darkroom.Gallery;

/// <summary>
/// Changes how single images are organised. Every verb is one transaction. A change that is not part of a job is never undone with a job that
/// came before it, see <see cref="IBulkJobs"/>.
/// </summary>
/// <exception cref="Storage.StorageException">The storage cannot be read or written. Thrown by every verb.</exception>
public interface IImageLibrary
{
    /// <summary>The maximum number of tags of one image.</summary>
    const int MaxTagsPerImage = 50;

    /// <summary>Changes an image, also one in the trash.</summary>
    Task<ImageChangeOutcome> ChangeAsync(string id, ImageChange change, CancellationToken cancellationToken);

    /// <summary>Puts an image into the trash. One that is there stays there since then.</summary>
    /// <returns>False if there is no such image.</returns>
    Task<bool> TrashAsync(string id, CancellationToken cancellationToken);

    /// <summary>Takes an image out of the trash, with its tags and collections. One that is not there is left as it is.</summary>
    /// <returns>False if there is no such image.</returns>
    Task<bool> RestoreAsync(string id, CancellationToken cancellationToken);

    /// <summary>Returns the tags of images outside the trash, those of most images first.</summary>
    /// <param name="limit">The maximum number of tags, 1 or more.</param>
    Task<ImmutableArray<TagCount>> TagsAsync(int limit, CancellationToken cancellationToken);
}

/// <summary>
/// A change of one image. Names of tags come from <see cref="LibraryName.TryRead"/>; none has the key of another one, in both lists together.
/// </summary>
public sealed record ImageChange
{
    /// <summary>Null to leave it as it is.</summary>
    public bool? Favorite { get; init; }

    /// <summary>The tags to add. A new tag is shown as it is written here, a known one as it was written first.</summary>
    public ImmutableArray<string> AddTags { get; init; } = [];

    public ImmutableArray<string> RemoveTags { get; init; } = [];
}

public enum ImageChangeOutcome
{
    Done,

    NotFound,

    /// <summary>The image would have more tags than <see cref="IImageLibrary.MaxTagsPerImage"/>; nothing was changed.</summary>
    TooManyTags,
}

/// <summary>A tag and the number of images outside the trash that have it.</summary>
public sealed record TagCount(string Name, long Images);

/// <summary>A collection of chosen images.</summary>
public sealed record CollectionName(string Id, string Name);
