using System.Collections.Immutable;

namespace Darkroom.Gallery;

/// <summary>Reads finished images.</summary>
/// <exception cref="Storage.StorageException">The storage cannot be read, or a search took too long. Thrown by every verb.</exception>
public interface IGallery
{
    /// <summary>Returns an image; null if there is none with this id.</summary>
    Task<GalleryImage?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Returns one page of images, the newest first.</summary>
    Task<GalleryPage> PageAsync(GalleryQuery query, CancellationToken cancellationToken);

    /// <summary>Returns the partial images of a finished image, in order.</summary>
    Task<ImmutableArray<PartialPreview>> DevelopmentAsync(string id, CancellationToken cancellationToken);

    /// <summary>Returns the ids of the next newer and the next older image; null at either end.</summary>
    Task<(string? Newer, string? Older)> NeighboursAsync(string id, CancellationToken cancellationToken);

    /// <summary>Returns the number of images and the total size of their originals.</summary>
    Task<(long Images, long Bytes)> CountAsync(CancellationToken cancellationToken);

    /// <summary>Returns the images that were made from an image, the newest first.</summary>
    /// <param name="limit">1 to <see cref="GalleryQuery.MaxLimit"/>.</param>
    Task<ImmutableArray<GalleryImage>> ChildrenAsync(string id, int limit, CancellationToken cancellationToken);
}

/// <summary>A finished image of the gallery, and how it was made.</summary>
public sealed record GalleryImage : FinishedImage
{
    public required string GenerationId { get; init; }

    public required int ImageIndex { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required long ElapsedMs { get; init; }

    /// <summary>The generation's request; the other properties describe the result.</summary>
    public required GenerationRequest Request { get; init; }

    /// <summary>Why another provider than the requested one made the image; null if the requested one did.</summary>
    public ImageFallback? Fallback { get; init; }

    /// <inheritdoc cref="MadeImage.DifferencesFrom"/>
    public ImmutableArray<string>? Differences => new MadeImage(Size, Mime, Quality, Model, Fallback).DifferencesFrom(Request);
}

/// <summary>Selects images of the gallery.</summary>
public sealed record GalleryQuery
{
    public const int MaxLimit = 200;

    /// <summary>Words that the prompt contains, the last one possibly incomplete; null for all images.</summary>
    public string? Text { get; init; }

    public string? Provider { get; init; }

    public string? Model { get; init; }

    /// <summary>The <see cref="GalleryPage.NextCursor"/> of the page before; null for the first page.</summary>
    public long? Before { get; init; }

    /// <summary>1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 60;
}

/// <summary>One page of the gallery.</summary>
/// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
public sealed record GalleryPage(ImmutableArray<GalleryImage> Images, long? NextCursor);
