using System.Collections.Immutable;
using Darkroom.Imaging;

namespace Darkroom.Providers;

/// <summary>
/// What a model that works from images takes. Images that are given in another format, or larger, are converted and reduced before they
/// are sent.
/// </summary>
/// <param name="MaxImages">Reference images in one request, 1 or more.</param>
/// <param name="Mask">Whether a mask may say which part of the first one is to change.</param>
public sealed record EditRule(int MaxImages, bool Mask)
{
    /// <summary>The most bytes that each may have when it is sent.</summary>
    public long MaxBytes { get; init; } = 20 * 1024 * 1024;

    /// <summary>The formats it reads: at least one of PNG, JPEG and WebP.</summary>
    public ImmutableArray<string> Mimes { get; init; } = ["image/png", "image/jpeg", "image/webp"];

    /// <summary>The longest edge that is sent, in pixels.</summary>
    public int MaxEdge { get; init; } = 4096;

    /// <summary>The most pixels, width times height, that are sent.</summary>
    public long MaxPixels { get; init; } = 4096L * 4096;

    /// <param name="first">Whether it is the first image, which a mask belongs to.</param>
    /// <param name="masked">Whether there is a mask. Services want both in the same format, and a mask is a PNG.</param>
    public PreparationTarget TargetFor(bool first, bool masked) => new()
    {
        Formats = [.. new[] { ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.WebP }.Where(format => Mimes.Contains(format.Mime(), StringComparer.Ordinal))],
        MaxBytes = MaxBytes,
        MaxEdge = MaxEdge,
        MaxPixels = MaxPixels,
        AlwaysPng = first && masked,
    };

    /// <param name="first">The image that it belongs to, as it is sent; null if that cannot be sent.</param>
    public PreparationTarget TargetForMask(PreparedImage? first) => TargetFor(first: true, masked: true) with
    {
        ExactSize = first is null ? null : (first.Width, first.Height),
    };
}
