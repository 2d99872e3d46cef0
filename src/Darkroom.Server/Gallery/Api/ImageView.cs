using System.Collections.Immutable;
using Darkroom.Gallery;
using Darkroom.Generations;

namespace Darkroom.Server.Gallery.Api;

/// <summary>A finished image as the API shows it.</summary>
/// <param name="Url">The original.</param>
/// <param name="Width">Of the original, in pixels; may differ from what was asked.</param>
/// <param name="Bytes">Of the original.</param>
/// <param name="Thumbhash">Base64 of a blurred placeholder of about 25 bytes.</param>
/// <param name="ParentId">The image of the gallery that it is a version of, if any.</param>
/// <param name="Provider">Who really made it.</param>
/// <param name="Quality">As the provider reported it.</param>
/// <param name="Reported">The size, background and format that the provider reported.</param>
/// <param name="Fallback">Why another provider than the one asked for made it.</param>
/// <param name="Differences">Where it differs from what was asked for, a sentence each.</param>
/// <param name="CostUsd">US dollars; absent where nobody knows.</param>
/// <param name="CostBasis">How the cost is known.</param>
/// <param name="Request">What was asked for.</param>
public sealed record ImageView(
    string Id,
    string GenerationId,
    int ImageIndex,
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

/// <param name="NextCursor">Send it as <c>cursor</c> for the next page; absent on the last.</param>
public sealed record ImagePageView(ImmutableArray<ImageView> Images, string? NextCursor);

/// <summary>An image with the partial images it went through.</summary>
public sealed record ImageDetailView(ImageView Image, ImmutableArray<DevelopmentFrame> PartialImages);
