using System.Collections.Immutable;
using Darkroom.Imaging;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>A part of a creative.</summary>
public enum CreativeElement
{
    Headline,
    CallToAction,
    SmallPrint,
    Logo,
    Typeface,
    File,
}

/// <summary>Something that a person should check before the creative is used.</summary>
/// <param name="Element">The affected part.</param>
/// <param name="Message">One or two sentences: what is wrong and how to fix it.</param>
public sealed record LayoutWarning(CreativeElement Element, string Message);

/// <summary>The place of a part.</summary>
/// <param name="Element">The part.</param>
/// <param name="Area">The area that its ink covers, in the format's own pixels.</param>
/// <param name="Contrast">The lowest contrast between its letters and the pixels behind them, 1 to 21; 0 for a logo.</param>
public sealed record Placement(CreativeElement Element, PixelArea Area, double Contrast);

/// <summary>A drawn creative.</summary>
/// <param name="Image">The pixels in the requested size.</param>
/// <param name="Placements">The places of the parts, in the format's own pixels whatever the requested size is.</param>
/// <param name="Warnings">Empty if nothing needs to be checked.</param>
public sealed record DrawnCreative(Pixels Image, ImmutableArray<Placement> Placements, ImmutableArray<LayoutWarning> Warnings);

/// <summary>A creative as a file.</summary>
/// <param name="Image">The file.</param>
/// <param name="Quality">1 to 100, the best that keeps within the format's byte limit.</param>
/// <param name="Warnings">The warnings of the drawing, and one if no quality keeps within the byte limit.</param>
public sealed record CreativeFile(EncodedResult Image, int Quality, ImmutableArray<LayoutWarning> Warnings);
