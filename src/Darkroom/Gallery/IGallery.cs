using System.Collections.Immutable;

namespace Darkroom.Gallery;

/// <summary>Finished images, as they are looked at.</summary>
public interface IGallery
{
    Task<GalleryImage?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>One page of images, newest first.</summary>
    Task<GalleryPage> PageAsync(GalleryQuery query, CancellationToken cancellationToken);

    /// <summary>The partial images that one finished image went through, in order.</summary>
    Task<ImmutableArray<DevelopmentFrame>> DevelopmentAsync(string id, CancellationToken cancellationToken);

    /// <summary>The images next to one in the gallery's order; null at either end.</summary>
    Task<(string? Newer, string? Older)> NeighboursAsync(string id, CancellationToken cancellationToken);

    /// <summary>How many images there are, and how many bytes their originals have.</summary>
    Task<(long Images, long Bytes)> CountAsync(CancellationToken cancellationToken);

    /// <summary>The images that were made from one, newest first.</summary>
    /// <param name="limit">1 to <see cref="GalleryQuery.MaxLimit"/>.</param>
    Task<ImmutableArray<GalleryImage>> ChildrenAsync(string id, int limit, CancellationToken cancellationToken);

    /// <summary>Blobs that generations work from, campaigns use or failed images left unfinished, and no image is, in their order.</summary>
    /// <param name="after">The last one seen, or null.</param>
    /// <param name="limit">The most to return, 1 or more.</param>
    Task<ImmutableArray<string>> InputBlobsAsync(string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Which of some blobs nothing refers to: no image is one, no generation works from one, no campaign uses one and no image left one unfinished.</summary>
    Task<ImmutableArray<string>> UnreferencedAsync(IReadOnlyCollection<string> blobHashes, CancellationToken cancellationToken);
}

/// <summary>One finished image and how it was made.</summary>
public sealed record GalleryImage
{
    public required string Id { get; init; }

    public required string GenerationId { get; init; }

    public required int ImageIndex { get; init; }

    public required string BlobHash { get; init; }

    public required string Mime { get; init; }

    public required long Bytes { get; init; }

    public required PixelSize Size { get; init; }

    public required ImmutableArray<byte> ThumbHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required long ElapsedMs { get; init; }

    /// <summary>What was asked for; <see cref="Size"/>, <see cref="Model"/> and <see cref="Seed"/> tell what came of it.</summary>
    public required GenerationRequest Request { get; init; }

    /// <summary>Who really made it.</summary>
    public required string Provider { get; init; }

    public string? Model { get; init; }

    public long? Seed { get; init; }

    public string? RevisedPrompt { get; init; }

    /// <summary>As the provider reported it; null where it did not.</summary>
    public string? Quality { get; init; }

    /// <summary>What else the provider reported of it; null if nothing.</summary>
    public ReportedOutput? Reported { get; init; }

    /// <summary>Why another provider than the one asked for made it.</summary>
    public ImageFallback? Fallback { get; init; }

    public TokenUsage? Usage { get; init; }

    /// <inheritdoc cref="MadeImage.DifferencesFrom"/>
    public ImmutableArray<string>? Differences => new MadeImage(Size, Mime, Quality, Model, Fallback).DifferencesFrom(Request);

    /// <summary>Null where nobody knows.</summary>
    public Cost? Cost { get; init; }
}

/// <summary>A partial image that an image went through.</summary>
/// <param name="Url">Where its preview is served.</param>
public sealed record DevelopmentFrame(int Index, string Url, int Width, int Height, string Mime);

/// <summary>Which images are wanted.</summary>
public sealed record GalleryQuery
{
    public const int MaxLimit = 200;

    /// <summary>Words that the prompt contains, the last one possibly unfinished; null for all.</summary>
    public string? Text { get; init; }

    public string? Provider { get; init; }

    public string? Model { get; init; }

    /// <summary>Where the last page ended: <see cref="GalleryPage.NextCursor"/>.</summary>
    public long? Before { get; init; }

    /// <summary>1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 60;
}

/// <param name="NextCursor">Where the next page begins; null on the last.</param>
public sealed record GalleryPage(ImmutableArray<GalleryImage> Images, long? NextCursor);
