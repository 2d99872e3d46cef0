using System.Collections.Immutable;

namespace Darkroom.Providers;

/// <summary>What a model can do that only makes an image larger. The size of the result says by how much.</summary>
/// <param name="Factors">The factors of width and height, ascending.</param>
public sealed record UpscaleRule(ImmutableArray<int> Factors)
{
    /// <summary>The service's field for the factor; null if it has none.</summary>
    public string? Field { get; init; }

    /// <summary>Returns the sizes that an image can have afterwards.</summary>
    public IEnumerable<PixelSize> SizesOf(PixelSize image) => Factors.Select(factor => new PixelSize(image.Width * factor, image.Height * factor));

    /// <summary>Returns whether an image is sent as it is: a reduced one would not become larger than it was.</summary>
    public static bool Accepts(PixelSize image, EditRule edits) => image.Pixels <= edits.MaxPixels && Math.Max(image.Width, image.Height) <= edits.MaxEdge;

    /// <summary>Returns the factor of a call, from its image as it is sent: upright, whatever the original is.</summary>
    public static int FactorOf(ImageRequest request) => (int)Math.Round(Math.Sqrt((double)request.Size.Pixels / request.References[0].Size.Pixels));
}
