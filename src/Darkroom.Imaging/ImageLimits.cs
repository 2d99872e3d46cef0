using System.ComponentModel.DataAnnotations;

namespace Darkroom.Imaging;

/// <summary>What a picture from outside may cost. Everything here is checked on the header, before any pixel is decoded.</summary>
public sealed record ImageLimits
{
    /// <summary>The encoded size in bytes. Raising it raises what one caller can make the server hold.</summary>
    [Range(1L, int.MaxValue)]
    public long MaxBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>The longer edge in pixels.</summary>
    [Range(1, 65_500)]
    public int MaxEdge { get; init; } = 16_384;

    /// <summary>Width times height of one frame. While a picture is worked on, each pixel takes 3 or 4 bytes of memory, 8 in a 16-bit picture.</summary>
    [Range(1L, 500_000_000L)]
    public long MaxPixels { get; init; } = 50_000_000;

    /// <summary>The frames of an animation; 1 accepts still pictures only.</summary>
    [Range(1, 10_000)]
    public int MaxFrames { get; init; } = 1;

    /// <summary>
    /// Width times height of an image to work from. Larger photos than <see cref="MaxPixels"/> are accepted there, because they are reduced
    /// while they are decoded.
    /// </summary>
    [Range(1L, 500_000_000L)]
    public long MaxInputPixels { get; init; } = 200_000_000;

    /// <summary>Whether TIFF is accepted.</summary>
    internal bool Tiff { get; init; }

    /// <summary>The limits for images to work from, which are never kept whole in memory.</summary>
    internal ImageLimits ForInputs() => this with { MaxPixels = MaxInputPixels, MaxEdge = Math.Max(MaxEdge, MaxInputEdge), Tiff = true };

    /// <summary>The longest edge that a JPEG can have.</summary>
    private const int MaxInputEdge = 65_500;
}
