using System.Collections.Immutable;

namespace Darkroom.Imaging;

/// <summary>What an image that leaves for a provider may be.</summary>
public sealed record PreparationTarget
{
    /// <summary>The formats that the receiver reads; at least one of PNG, JPEG and WebP.</summary>
    public required ImmutableArray<ImageFormat> Formats { get; init; }

    /// <summary>The encoded size in bytes at most.</summary>
    public required long MaxBytes { get; init; }

    /// <summary>The longer edge in pixels at most.</summary>
    public required int MaxEdge { get; init; }

    /// <summary>Width times height at most.</summary>
    public required long MaxPixels { get; init; }

    /// <summary>Whether it becomes a PNG in any case: a mask, and an image that has one.</summary>
    public bool AlwaysPng { get; init; }

    /// <summary>The exact size of a mask; null for an image, which keeps its proportions.</summary>
    public (int Width, int Height)? ExactSize { get; init; }
}

/// <summary>An image as it may leave: upright, 8-bit sRGB, without metadata, within its target.</summary>
/// <param name="Original">The header of the image that it was made from.</param>
/// <param name="Bytes">The encoded file; the original's own bytes if there was nothing to change.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Format">What <paramref name="Bytes"/> hold.</param>
public sealed record PreparedImage(ImageHeader Original, ReadOnlyMemory<byte> Bytes, int Width, int Height, ImageFormat Format);
