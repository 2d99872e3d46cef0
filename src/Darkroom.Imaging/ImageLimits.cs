using System.ComponentModel.DataAnnotations;

namespace Darkroom.Imaging;

/// <summary>The limits for untrusted images. All are checked against the header, before any pixel is decoded.</summary>
public sealed record ImageLimits
{
    /// <summary>The maximum encoded size in bytes. A higher value lets one client use more server memory.</summary>
    [Range(1L, int.MaxValue)]
    public long MaxBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>The maximum length of the longer edge in pixels.</summary>
    [Range(1, 65_500)]
    public int MaxEdge { get; init; } = 16_384;

    /// <summary>The maximum width times height of one frame. During processing each pixel takes 3 or 4 bytes of memory, 8 in a 16-bit image.</summary>
    [Range(1L, 500_000_000L)]
    public long MaxPixels { get; init; } = 50_000_000;

    /// <summary>The maximum number of frames; 1 accepts still images only.</summary>
    [Range(1, 10_000)]
    public int MaxFrames { get; init; } = 1;

    /// <summary>
    /// The maximum width times height of an input image. It may be larger than <see cref="MaxPixels"/>, because input images are reduced
    /// while they are decoded.
    /// </summary>
    [Range(1L, 500_000_000L)]
    public long MaxInputPixels { get; init; } = 200_000_000;

    /// <summary>True if TIFF is accepted.</summary>
    internal bool Tiff { get; init; }

    /// <summary>Returns the limits for input images, which are never held in memory at full size.</summary>
    internal ImageLimits ForInputs() => this with { MaxPixels = MaxInputPixels, MaxEdge = Math.Max(MaxEdge, MaxInputEdge), Tiff = true };

    /// <summary>The longest edge of a JPEG.</summary>
    private const int MaxInputEdge = 65_500;
}
