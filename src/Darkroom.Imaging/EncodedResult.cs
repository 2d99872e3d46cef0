using System.Collections.Immutable;

namespace Darkroom.Imaging;

/// <summary>An image that Darkroom encoded: upright, 8-bit sRGB, without metadata.</summary>
/// <param name="Bytes">The encoded file.</param>
/// <param name="Width">The width in pixels.</param>
/// <param name="Height">The height in pixels.</param>
/// <param name="Format">The format of <paramref name="Bytes"/>.</param>
public sealed record EncodedResult(byte[] Bytes, int Width, int Height, ImageFormat Format);

/// <summary>Everything that one decode of an original yields.</summary>
/// <param name="Header">The header of the original.</param>
/// <param name="Sizes">One image per requested width, in that order. Equal sizes share one image.</param>
/// <param name="ThumbHash">A ThumbHash (about 25 bytes, https://evanw.github.io/thumbhash/): a blurred placeholder.</param>
public sealed record Derivatives(ImageHeader Header, ImmutableArray<EncodedResult> Sizes, byte[] ThumbHash)
{
    /// <summary>64 bits that copies of the image in other sizes and formats mostly share.</summary>
    public required long DifferenceHash { get; init; }

    /// <summary>The colour that every pixel has; null if the pixels differ.</summary>
    public UniformColour? UniformColour { get; init; }
}
