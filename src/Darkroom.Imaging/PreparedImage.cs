using System.Collections.Immutable;

namespace Darkroom.Imaging;

/// <summary>What a provider accepts as an input image.</summary>
public sealed record PreparationTarget
{
    /// <summary>The accepted formats; at least one of PNG, JPEG and WebP.</summary>
    public required ImmutableArray<ImageFormat> Formats { get; init; }

    /// <summary>The maximum encoded size in bytes.</summary>
    public required long MaxBytes { get; init; }

    /// <summary>The maximum length of the longer edge in pixels.</summary>
    public required int MaxEdge { get; init; }

    /// <summary>The maximum width times height.</summary>
    public required long MaxPixels { get; init; }

    /// <summary>True to always encode as PNG: for a mask, and for an image that has one.</summary>
    public bool AlwaysPng { get; init; }

    /// <summary>The exact size of a mask; null for an image, which keeps its proportions.</summary>
    public (int Width, int Height)? ExactSize { get; init; }
}

/// <summary>An image that may be sent to a provider: upright, 8-bit sRGB, without metadata, within its target.</summary>
/// <param name="Original">The header of the source image.</param>
/// <param name="Bytes">The encoded file; the unchanged bytes of the source if nothing had to change.</param>
/// <param name="Width">The width in pixels.</param>
/// <param name="Height">The height in pixels.</param>
/// <param name="Format">The format of <paramref name="Bytes"/>.</param>
public sealed record PreparedImage(ImageHeader Original, ReadOnlyMemory<byte> Bytes, int Width, int Height, ImageFormat Format);
