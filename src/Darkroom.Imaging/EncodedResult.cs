using System.Collections.Immutable;

namespace Darkroom.Imaging;

/// <summary>A picture this product made: upright, 8-bit sRGB, without metadata.</summary>
/// <param name="Bytes">The encoded file.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Format">What <paramref name="Bytes"/> hold.</param>
public sealed record EncodedResult(byte[] Bytes, int Width, int Height, ImageFormat Format);

/// <summary>Everything that is made from an original in one decode.</summary>
/// <param name="Header">The original's.</param>
/// <param name="Sizes">One for each width asked for, in that order. Widths that come out equal share one picture.</param>
/// <param name="ThumbHash">A ThumbHash (about 25 bytes, https://evanw.github.io/thumbhash/): a blurred placeholder.</param>
public sealed record Derivatives(ImageHeader Header, ImmutableArray<EncodedResult> Sizes, byte[] ThumbHash)
{
    /// <summary>The colour that every pixel has; null where there is something to see.</summary>
    public UniformColour? Plain { get; init; }
}
