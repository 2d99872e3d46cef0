using Darkroom.Campaigns.Matrix;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>The kind of format that decides which rules a template follows. A story and a skyscraper are both tall; a leaderboard is a strip.</summary>
internal enum FormatKind
{
    Square,
    Tall,
    Wide,
    Strip,
}

/// <summary>The measures of a format in pixels. All font sizes and gaps are derived from them, so that formats look alike.</summary>
internal sealed class LayoutFrame
{
    /// <summary>Smaller letters cannot be read on a screen.</summary>
    private const int MinHeadline = 10;
    private const int MinLabel = 10;
    private const int MinSmallPrint = 8;

    /// <summary>The smallest small print of a format that is seen in another size than its own: in pixels, and as a share of the longer edge.</summary>
    private const int MinReduced = 14;
    private const double MinReducedShare = 0.012;

    /// <summary>The width of a phone's screen in CSS pixels.</summary>
    private const double Phone = 360;

    /// <summary>Large type by WCAG 2.2, in CSS pixels: 18 points, or 14 points in bold.</summary>
    private const double LargeType = 24;
    private const double LargeBoldType = 18.66;

    /// <summary>How much smaller than its own size the format is seen.</summary>
    private readonly double _seen;

    /// <summary>The minimum size of small print in pixels.</summary>
    private readonly int _minSmallPrint;

    internal LayoutFrame(CampaignFormat format)
    {
        var (width, height) = (format.Size.Width, format.Size.Height);
        Full = new PixelArea(0, 0, width, height);
        Kind = KindOf(format.Size);
        Unit = Math.Sqrt((double)width * height);
        Margin = (int)Math.Round(Math.Max(6, (Kind == FormatKind.Strip ? 0.14 : 0.072) * Math.Min(width, height)));
        Safe = Full.Inset(
            Math.Max(Margin, format.Safe.Left), Math.Max(Margin, format.Safe.Top), Math.Max(Margin, format.Safe.Right), Math.Max(Margin, format.Safe.Bottom));
        _seen = format.IsShownInItsSize ? 1 : Math.Min(1, Phone / width);
        _minSmallPrint = format.IsShownInItsSize ? MinSmallPrint : Math.Max(MinReduced, (int)Math.Ceiling(MinReducedShare * Math.Max(width, height)));
        Uncovered = Full.Inset(format.Safe.Left, format.Safe.Top, format.Safe.Right, format.Safe.Bottom);
    }

    internal static FormatKind KindOf(PixelSize size) => size.Ratio switch
    {
        >= 2.6 => FormatKind.Strip,
        > 1.25 => FormatKind.Wide,
        < 0.86 => FormatKind.Tall,
        _ => FormatKind.Square,
    };

    internal FormatKind Kind { get; }

    internal PixelArea Full { get; }

    /// <summary>The area for texts and logo: within the margins and clear of what the channel covers.</summary>
    internal PixelArea Safe { get; }

    /// <summary>Everything that the channel does not cover.</summary>
    internal PixelArea Uncovered { get; }

    internal int Margin { get; }

    /// <summary>The edge of a square with the same area.</summary>
    internal double Unit { get; }

    /// <summary>The font sizes of a button.</summary>
    internal (int Smallest, int Largest) Label => Range(MinLabel, 0.022, Kind == FormatKind.Strip ? Math.Max(12 / Unit, 0.034) : Math.Max(13 / Unit, 0.033));

    internal (int Smallest, int Largest) SmallPrint => Range(_minSmallPrint, 0.0135, Math.Max(12 / Unit, 0.02));

    /// <param name="share">The largest size as a share of the unit.</param>
    internal (int Smallest, int Largest) Headline(double share) => Range(MinHeadline, 0.036, share);

    /// <summary>Returns the smallest readable size of a text.</summary>
    internal int Smallest(CreativeElement element) => element switch
    {
        CreativeElement.Headline => Headline(0).Smallest,
        CreativeElement.CallToAction => Label.Smallest,
        _ => SmallPrint.Smallest,
    };

    /// <summary>True if a text is large type at the size at which it is seen, for which WCAG 2.2 requires a contrast of 3 only.</summary>
    internal bool IsLarge(FittedText text) =>
        text.Size * _seen >= (text.Style.Weight is TextWeight.Bold or TextWeight.ExtraBold ? LargeBoldType : LargeType);

    /// <summary>True if the format is not tall enough for readable small print.</summary>
    internal bool NoSmallPrint => Full.Height < 70;

    /// <summary>True for small formats, which get smaller gaps and no ornament.</summary>
    internal bool Compact => Unit < 330;

    /// <summary>Returns the logo's box at the top left of an area: the same share of every format, so that the creatives of a campaign match.</summary>
    internal PixelArea LogoBox(PixelArea area) => area with
    {
        Width = Math.Min(area.Width, Scale(0.26)),
        Height = Math.Min(area.Height, Math.Max(14, Scale(0.06))),
    };

    internal int Scale(double share) => Math.Max(1, (int)Math.Round(Unit * share));

    private (int Smallest, int Largest) Range(int least, double smallest, double largest)
    {
        var from = Math.Max(least, Scale(smallest));
        return (from, Math.Max(from, Scale(largest)));
    }
}
