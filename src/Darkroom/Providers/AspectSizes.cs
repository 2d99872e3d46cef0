using System.Collections.Immutable;

namespace Darkroom.Providers;

/// <summary>
/// For services that know aspect ratios and no sizes: which size each ratio stands for, so that people ask every provider in the
/// same way. What is really made may differ by a few pixels.
/// </summary>
/// <param name="Rows">The ratio as the service writes it, such as <c>16:9</c>, and its size.</param>
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

    public SizeRule Rule { get; } = new SizeRule.OneOf([.. Rows.Select(row => row.Size)]);

    /// <summary>Only some of the ratios.</summary>
    public AspectSizes Only(params ReadOnlySpan<string> ratios)
    {
        var names = ratios.ToArray();
        return new AspectSizes([.. Rows.Where(row => names.Contains(row.Ratio))]);
    }

    /// <param name="size">One that <see cref="Rule"/> allows.</param>
    public string RatioOf(PixelSize size) => Rows.FirstOrDefault(row => row.Size == size).Ratio ?? Rows[0].Ratio;
}
