using System.Collections.Immutable;
using Darkroom.Imaging;

namespace Darkroom.Providers;

/// <summary>
/// The reference images that a model accepts. Images in another format, or larger ones, are converted and reduced before they are sent.
/// </summary>
/// <param name="MaxImages">The maximum number of reference images in one request, 1 or more.</param>
/// <param name="Mask">Whether a mask may select the part of the first image that changes.</param>
public sealed record EditRule(int MaxImages, bool Mask)
{
    /// <summary>The maximum size of each image as sent, in bytes.</summary>
    public long MaxBytes { get; init; } = 20 * 1024 * 1024;

    /// <summary>The accepted media types: at least one of PNG, JPEG and WebP.</summary>
    public ImmutableArray<string> Mimes { get; init; } = ["image/png", "image/jpeg", "image/webp"];

    /// <summary>The maximum edge of each image as sent, in pixels.</summary>
    public int MaxEdge { get; init; } = 4096;

    /// <summary>The maximum number of pixels of each image as sent.</summary>
    public long MaxPixels { get; init; } = 4096L * 4096;

    /// <summary>Returns how to prepare a reference image.</summary>
    /// <param name="first">Whether it is the first image, to which a mask applies.</param>
    /// <param name="masked">Whether there is a mask. Services need image and mask in the same format, and a mask is a PNG.</param>
    public PreparationTarget TargetFor(bool first, bool masked) => new()
    {
        Formats = [.. new[] { ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.WebP }.Where(format => Mimes.Contains(format.Mime(), StringComparer.Ordinal))],
        MaxBytes = MaxBytes,
        MaxEdge = MaxEdge,
        MaxPixels = MaxPixels,
        AlwaysPng = first && masked,
    };

    /// <summary>Returns how to prepare the mask.</summary>
    /// <param name="first">The first image as it is sent; null if it cannot be sent.</param>
    public PreparationTarget TargetForMask(PreparedImage? first) => TargetFor(first: true, masked: true) with
    {
        ExactSize = first is null ? null : (first.Width, first.Height),
    };
}
