using System.Collections.Immutable;

namespace Darkroom.Providers;

/// <summary>
/// Maps sizes to the aspect ratios and resolutions of services that accept no sizes, so that requests are the same for every provider. The
/// resulting image may differ by a few pixels.
/// </summary>
/// <param name="Rows">The ratios in the service's notation, such as <c>16:9</c>, each with its size at the lowest resolution.</param>
internal sealed record AspectSizes(ImmutableArray<(string Ratio, PixelSize Size)> Rows)
{
    /// <summary>The sizes of about one megapixel that are common for diffusion models.</summary>
    public static readonly AspectSizes OneMegapixel = new([
        ("1:1", new(1024, 1024)),
        ("16:9", new(1344, 768)),
        ("9:16", new(768, 1344)),
        ("3:2", new(1216, 832)),
        ("2:3", new(832, 1216)),
        ("4:3", new(1152, 896)),
        ("3:4", new(896, 1152)),
        ("5:4", new(1120, 896)),
        ("4:5", new(896, 1120)),
        ("21:9", new(1536, 640)),
        ("9:21", new(640, 1536)),
    ]);

    /// <summary>The resolutions in the service's notation, each with twice the edges of the previous one; one empty name if there is no choice.</summary>
    public ImmutableArray<string> Resolutions { get; private init; } = [""];

    public SizeRule.OneOf SizeRule => new([.. All.Select(each => each.Size)]);

    private IEnumerable<(PixelSize Size, string Ratio, string Resolution)> All => Resolutions.SelectMany((resolution, doubled) =>
        Rows.Select(row => (new PixelSize(row.Size.Width << doubled, row.Size.Height << doubled), row.Ratio, resolution)));

    /// <summary>Returns a copy with some of the ratios.</summary>
    public AspectSizes Only(params ReadOnlySpan<string> ratios)
    {
        var names = ratios.ToArray();
        return this with { Rows = [.. Rows.Where(row => names.Contains(row.Ratio))] };
    }

    /// <summary>Returns a copy with these <see cref="Resolutions"/>.</summary>
    public AspectSizes WithResolutions(params ReadOnlySpan<string> resolutions) => this with { Resolutions = [.. resolutions] };

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
