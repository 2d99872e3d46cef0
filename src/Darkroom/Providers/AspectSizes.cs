using System.Collections.Immutable;

namespace Darkroom.Providers;

/// <summary>
/// Maps sizes to the aspect ratios and resolutions of services that accept no sizes, so that requests are the same for every provider. The
/// resulting image may differ by a few pixels.
/// </summary>
/// <param name="Rows">The ratios in the service's notation, such as <c>16:9</c>, each with its size at the lowest resolution.</param>
public sealed record AspectSizes(ImmutableArray<(string Ratio, PixelSize Size)> Rows)
{
    /// <summary>The resolutions in the service's notation with the factor of their edges, the default first; one empty name if there is no choice.</summary>
    public ImmutableArray<(string Name, double Scale)> Resolutions { get; init; } = [("", 1)];

    public SizeRule.OneOf SizeRule => new([.. All.Select(each => each.Size)]);

    private IEnumerable<(PixelSize Size, string Ratio, string Resolution)> All => Resolutions.SelectMany(resolution =>
        Rows.Select(row => (new PixelSize((int)(row.Size.Width * resolution.Scale), (int)(row.Size.Height * resolution.Scale)), row.Ratio, resolution.Name)));

    /// <summary>Returns the ratio and resolution for a size, or for the size with the nearest ratio.</summary>
    public (string Ratio, string Resolution) Nearest(PixelSize size)
    {
        var found = All.Where(each => each.Size == size)
            .Concat(All.OrderBy(each => Math.Abs(Math.Log(each.Size.Ratio / size.Ratio)))).First();
        return (found.Ratio, found.Resolution);
    }

    /// <inheritdoc cref="Nearest"/>
    public string NearestRatio(PixelSize size) => Nearest(size).Ratio;
}
