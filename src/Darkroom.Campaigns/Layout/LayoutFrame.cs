using Darkroom.Campaigns.Matrix;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>Which rules a template follows. A story and a skyscraper are both tall; a leaderboard is a strip.</summary>
internal enum Stance
{
    Square,
    Tall,
    Wide,
    Strip,
}

/// <summary>The measures of a format, all in pixels. Every size of type and space comes from these, so formats look alike.</summary>
internal sealed class LayoutFrame
{
    /// <summary>Letters below these sizes cannot be read on a screen.</summary>
    private const int MinHeadline = 10;
    private const int MinLabel = 10;
    private const int MinSmallPrint = 8;

    internal LayoutFrame(CampaignFormat format)
    {
        var (width, height) = (format.Size.Width, format.Size.Height);
        Full = new PixelArea(0, 0, width, height);
        Stance = StanceOf(format.Size);
        Unit = Math.Sqrt((double)width * height);
        Margin = (int)Math.Round(Math.Max(6, (Stance == Stance.Strip ? 0.14 : 0.072) * Math.Min(width, height)));
        Safe = Full.Inset(
            Math.Max(Margin, format.Safe.Left), Math.Max(Margin, format.Safe.Top), Math.Max(Margin, format.Safe.Right), Math.Max(Margin, format.Safe.Bottom));
        Allowed = Full.Inset(format.Safe.Left, format.Safe.Top, format.Safe.Right, format.Safe.Bottom);
    }

    internal static Stance StanceOf(PixelSize size) => size.Ratio switch
    {
        >= 2.6 => Stance.Strip,
        > 1.25 => Stance.Wide,
        < 0.86 => Stance.Tall,
        _ => Stance.Square,
    };

    internal Stance Stance { get; }

    internal PixelArea Full { get; }

    /// <summary>Where words and logo may stand: within the margins and clear of what the channel covers.</summary>
    internal PixelArea Safe { get; }

    /// <summary>All that the channel leaves uncovered.</summary>
    internal PixelArea Allowed { get; }

    internal int Margin { get; }

    /// <summary>The edge of a square of the same area.</summary>
    internal double Unit { get; }

    /// <summary>The type size of a button.</summary>
    internal (int Smallest, int Largest) Label => Range(MinLabel, 0.022, Stance == Stance.Strip ? Math.Max(12 / Unit, 0.034) : Math.Max(13 / Unit, 0.033));

    internal (int Smallest, int Largest) SmallPrint => Range(MinSmallPrint, 0.0135, Math.Max(10 / Unit, 0.018));

    /// <param name="share">The greatest size, of the unit.</param>
    internal (int Smallest, int Largest) Headline(double share) => Range(MinHeadline, 0.036, share);

    /// <summary>So low that small print could not be read whatever one does.</summary>
    internal bool NoSmallPrint => Full.Height < 70;

    /// <summary>So small that every pixel counts: less air, no ornament.</summary>
    internal bool Compact => Unit < 330;

    internal int Scale(double share) => Math.Max(1, (int)Math.Round(Unit * share));

    private (int Smallest, int Largest) Range(int least, double smallest, double largest)
    {
        var from = Math.Max(least, Scale(smallest));
        return (from, Math.Max(from, Scale(largest)));
    }
}
