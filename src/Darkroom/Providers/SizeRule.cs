using System.Collections.Immutable;

namespace Darkroom.Providers;

/// <summary>The sizes that a model supports.</summary>
public abstract record SizeRule
{
    private static readonly ImmutableArray<PixelSize> CommonRatios =
        [new(1, 1), new(5, 4), new(4, 5), new(4, 3), new(3, 4), new(3, 2), new(2, 3), new(16, 9), new(9, 16), new(2, 1), new(1, 2)];

    private SizeRule()
    {
    }

    public abstract bool Allows(PixelSize size);

    /// <summary>The rule as text that can follow "choose ", such as "1024x1024, 1024x1536 or 1536x1024".</summary>
    public abstract string Text { get; }

    /// <summary>Returns the allowed size closest to an aspect ratio, of about one megapixel if there is a choice.</summary>
    /// <param name="ratio">Width and height in any common unit, such as 16 and 9.</param>
    /// <returns>The size; null if no allowed size is within 10 % of the ratio.</returns>
    public abstract PixelSize? Closest(PixelSize ratio);

    /// <summary>Returns the allowed size closest to an aspect ratio, however far it is; first <see cref="Closest"/>, then a size of a common ratio.</summary>
    /// <param name="ratio">Width and height in any common unit, such as 16 and 9.</param>
    /// <returns>The size; null if no size of a common ratio is allowed.</returns>
    public PixelSize? Nearest(PixelSize ratio) => Closest(ratio)
        ?? CommonRatios.Select(Closest).OfType<PixelSize>().OrderBy(one => Math.Abs(Math.Log(one.Ratio / ratio.Ratio))).Select(one => (PixelSize?)one).FirstOrDefault();

    /// <summary>A list of sizes.</summary>
    public sealed record OneOf(ImmutableArray<PixelSize> Sizes) : SizeRule
    {
        /// <summary>The number of sizes in the text of a longer list.</summary>
        private const int MaxListed = 12;

        public override string Text => Sizes switch
        {
            [var only] => only.ToString(),
            { Length: <= MaxListed } => LocalText.Or(Sizes),
            _ => LocalText.Format(EngineTexts.OneOfSizes, Sizes.Length, string.Join(", ", Sizes[..MaxListed])),
        };

        public override bool Allows(PixelSize size) => Sizes.Contains(size);

        public override PixelSize? Closest(PixelSize ratio)
        {
            var best = Sizes.MinBy(size => Math.Abs(Math.Log(size.Ratio / ratio.Ratio)));
            return Math.Abs((best.Ratio / ratio.Ratio) - 1) <= 0.1 ? best : null;
        }
    }

    /// <summary>Any size within bounds.</summary>
    /// <param name="MinEdge">The minimum edge, in pixels.</param>
    /// <param name="MaxEdge">The maximum edge, in pixels.</param>
    /// <param name="MultipleOf">The number that both edges are multiples of.</param>
    /// <param name="MaxPixels">The maximum of width times height.</param>
    /// <param name="MaxRatio">The maximum of the longer edge divided by the shorter one.</param>
    public sealed record Within(int MinEdge, int MaxEdge, int MultipleOf, long MaxPixels, double MaxRatio) : SizeRule
    {
        private const double DefaultPixels = 1024 * 1024;

        /// <summary>The minimum of width times height; 0 if only the edges limit it.</summary>
        public long MinPixels { get; init; }

        public override string Text
        {
            get
            {
                var edges = LocalText.Format(EngineTexts.SizeEdges, MinEdge, MaxEdge);
                var steps = MultipleOf > 1 ? LocalText.Format(EngineTexts.SizeSteps, MultipleOf) : "";
                var pixels = MinPixels > 0
                    ? LocalText.Format(EngineTexts.SizePixels, MinPixels, MaxPixels)
                    : LocalText.Format(EngineTexts.SizeMegapixels, MaxPixels / 1e6);
                return LocalText.Format(EngineTexts.SizeWithin, edges, steps, MaxRatio, pixels);
            }
        }

        public override bool Allows(PixelSize size) =>
            Math.Min(size.Width, size.Height) >= MinEdge && Math.Max(size.Width, size.Height) <= MaxEdge
            && size.Width % MultipleOf == 0 && size.Height % MultipleOf == 0
            && size.Pixels >= MinPixels && size.Pixels <= MaxPixels && Math.Max(size.Ratio, 1 / size.Ratio) <= MaxRatio;

        public override PixelSize? Closest(PixelSize ratio)
        {
            var width = Math.Sqrt(Math.Min(DefaultPixels, MaxPixels) * ratio.Ratio);
            var size = new PixelSize(Edge(width), Edge(width / ratio.Ratio));
            return Allows(size) && Math.Abs((size.Ratio / ratio.Ratio) - 1) <= 0.1 ? size : null;
        }

        private int Edge(double length)
        {
            // Steps of at least 16 suit encoders and models, and keep 16:9 exact.
            var step = Math.Max(MultipleOf, 16);
            return Math.Clamp((int)Math.Round(length / step) * step, MinEdge, MaxEdge);
        }
    }
}
