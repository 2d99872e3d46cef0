using System.Collections.Immutable;

namespace Darkroom.Providers;

/// <summary>
/// Sizes in pixels for services that only know aspect ratios and resolutions. What such a service makes may differ by a few pixels.
/// </summary>
internal sealed class AspectSizes
{
    private const double Pixels = 1024 * 1024;
    private const int Step = 16;

    private readonly ImmutableArray<(PixelSize Size, string Ratio, string Resolution)> _all;

    /// <param name="ratios">Such as <c>16:9</c>, as the service writes them.</param>
    /// <param name="resolutions">
    /// As the service writes them: the first has about one megapixel, each following one twice the edges.
    /// </param>
    public AspectSizes(ImmutableArray<string> ratios, params ImmutableArray<string> resolutions)
    {
        _all = [.. resolutions.SelectMany((resolution, doubled) => ratios.Select(ratio => (SizeOf(ratio, 1 << doubled), ratio, resolution)))];
        Rule = new SizeRule.OneOf([.. _all.Select(each => each.Size)]);
    }

    public SizeRule.OneOf Rule { get; }

    /// <summary>What to ask a service for; of a size that is not among them, the nearest shape.</summary>
    public (string Ratio, string Resolution) Of(PixelSize size)
    {
        var found = _all.Where(each => each.Size == size)
            .Concat(_all.OrderBy(each => Math.Abs(Math.Log(each.Size.Ratio / size.Ratio)))).First();
        return (found.Ratio, found.Resolution);
    }

    /// <summary>Doubled exactly, so that a ratio alone never stands for the larger and dearer one.</summary>
    private static PixelSize SizeOf(string text, int scale)
    {
        if (!PixelSize.TryParseRatio(text, out var ratio))
        {
            throw new ArgumentException($"'{text}' is no aspect ratio.", nameof(text));
        }

        var width = Math.Sqrt(Pixels * ratio.Ratio);
        return new PixelSize(Edge(width) * scale, Edge(width / ratio.Ratio) * scale);
    }

    private static int Edge(double length) => (int)Math.Round(length / Step) * Step;
}
