using System.Collections.Immutable;

namespace Darkroom.Providers;

/// <summary>
/// For services that know aspect ratios and resolutions and no sizes: which size each stands for, so that people ask every provider
/// in the same way. What is really made may differ by a few pixels.
/// </summary>
/// <param name="Rows">The ratio as the service writes it, such as <c>16:9</c>, and its size at the lowest resolution.</param>
internal sealed record AspectSizes(ImmutableArray<(string Ratio, PixelSize Size)> Rows)
{
    /// <summary>What diffusion models make of about one megapixel.</summary>
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

    /// <summary>As the service writes them, each of twice the edges of the one before; one without a name where there is no choice.</summary>
    public ImmutableArray<string> Resolutions { get; private init; } = [""];

    public SizeRule.OneOf SizeRule => new([.. All.Select(each => each.Size)]);

    private IEnumerable<(PixelSize Size, string Ratio, string Resolution)> All => Resolutions.SelectMany((resolution, doubled) =>
        Rows.Select(row => (new PixelSize(row.Size.Width << doubled, row.Size.Height << doubled), row.Ratio, resolution)));

    /// <summary>Only some of the ratios.</summary>
    public AspectSizes Only(params ReadOnlySpan<string> ratios)
    {
        var names = ratios.ToArray();
        return this with { Rows = [.. Rows.Where(row => names.Contains(row.Ratio))] };
    }

    /// <summary>In these resolutions, see <see cref="Resolutions"/>.</summary>
    public AspectSizes WithResolutions(params ReadOnlySpan<string> resolutions) => this with { Resolutions = [.. resolutions] };

    /// <summary>What to ask the service for; of a size that is not among them, the nearest shape.</summary>
    public (string Ratio, string Resolution) Nearest(PixelSize size)
    {
        var found = All.Where(each => each.Size == size)
            .Concat(All.OrderBy(each => Math.Abs(Math.Log(each.Size.Ratio / size.Ratio)))).First();
        return (found.Ratio, found.Resolution);
    }

    /// <inheritdoc cref="Nearest"/>
    public string NearestRatio(PixelSize size) => Nearest(size).Ratio;
}
