using Darkroom.Gallery;

namespace Darkroom.Server.Gallery.Api;

/// <summary>A finished image in the API.</summary>
/// <param name="GenerationId">Absent if the image was imported, as <c>image_index</c>.</param>
/// <param name="Url">The address of the original.</param>
/// <param name="Width">The original's width in pixels; may differ from the requested one.</param>
/// <param name="Bytes">The original's number of bytes.</param>
/// <param name="Thumbhash">Base64 of a blurred placeholder of about 25 bytes.</param>
/// <param name="Provider">The provider that made it; may be a fallback of the requested one.</param>
/// <param name="ParentId">The id of the gallery image that it is a version of, if any.</param>
/// <param name="Quality">The quality that the provider reported.</param>
/// <param name="Reported">The size, background and format that the provider reported.</param>
/// <param name="Fallback">Why another provider than the requested one made it.</param>
/// <param name="Differences">How it differs from the request, in sentences.</param>
/// <param name="CostUsd">US dollars; absent if unknown.</param>
/// <param name="CostBasis">How the cost is known.</param>
public sealed record ImageView(
    string Id,
    string? GenerationId,
    int? ImageIndex,
    string Url,
    int Width,
    int Height,
    string Mime,
    long Bytes,
    string Thumbhash,
    DateTimeOffset CreatedAt,
    long ElapsedMs,
    string Provider,
    string? Model,
    long? Seed,
    string Prompt,
    string? RevisedPrompt,
    TokenUsage? Usage,
    string? ParentId,
    string? Quality,
    ReportedOutput? Reported,
    ImageFallback? Fallback,
    ImmutableArray<string>? Differences,
    decimal? CostUsd,
    CostBasis? CostBasis,
    GenerationRequest Request)
{
    internal static ImageView From(GalleryImage image) => new(
        image.Id,
        image.GenerationId,
        image.ImageIndex,
        PublicPaths.Image(image.Id),
        image.Size.Width,
        image.Size.Height,
        image.Mime,
        image.Bytes,
        Convert.ToBase64String(image.ThumbHash.AsSpan()),
        image.CreatedAt,
        image.ElapsedMs,
        image.Provider,
        image.Model,
        image.Seed,
        image.Request.Prompt,
        image.RevisedPrompt,
        image.Usage,
        image.Request.ParentId,
        image.Quality,
        image.Reported,
        image.Fallback,
        image.Differences,
        image.Cost?.Usd,
        image.Cost?.Basis,
        image.Request);
}

/// <summary>One page of images.</summary>
/// <param name="NextCursor">The value of <c>cursor</c> for the next page; absent on the last page.</param>
public sealed record ImagePageView(ImmutableArray<ImageView> Images, string? NextCursor);

/// <summary>An image with its partial images.</summary>
public sealed record ImageDetailView(ImageView Image, ImmutableArray<PartialPreview> PartialImages);
