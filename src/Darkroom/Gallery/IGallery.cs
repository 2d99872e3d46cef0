using System.Collections.Immutable;

namespace Darkroom.Gallery;

/// <summary>Reads finished images. Pages, neighbours, versions and numbers are those outside the trash.</summary>
/// <exception cref="Storage.StorageException">The storage cannot be read, or a search took too long. Thrown by every verb.</exception>
public interface IGallery
{
    /// <summary>Returns an image, also one in the trash; null if there is none with this id.</summary>
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
    /// <summary>The order of the gallery, the newest image highest; see <see cref="ImagePosition"/>.</summary>
    public required long Position { get; init; }

    /// <summary>Null if the image was imported.</summary>
    public string? GenerationId { get; init; }

    /// <summary>The image's number in its generation, from 0; null if the image was imported.</summary>
    public int? ImageIndex { get; init; }

    /// <summary>The campaign that the image was made for, which may be deleted; null for none.</summary>
    public string? CampaignId { get; init; }

    /// <summary>The name of the program that wrote the imported file; null if the image was made here.</summary>
    public string? Source { get; init; }

    public bool Favorite { get; init; }

    /// <summary>When the image was put into the trash; null if it is not there. Lists leave out what is there.</summary>
    public DateTimeOffset? TrashedAt { get; init; }

    /// <summary>The day of creation in the gallery's time zone; see <see cref="LocalDays"/>.</summary>
    public required int Day { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required long ElapsedMs { get; init; }

    /// <summary>
    /// The generation's request; the other properties describe the result. That of an imported image has what is known of it.
    /// </summary>
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
