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

/// <summary>Something a person should look at before the creative is used.</summary>
/// <param name="Element">What it is about.</param>
/// <param name="Message">One or two sentences: what is wrong and what would be right.</param>
public sealed record LayoutWarning(CreativeElement Element, string Message);

/// <summary>Where a part stands.</summary>
/// <param name="Element">What.</param>
/// <param name="Area">Of its ink, in the format's own pixels.</param>
/// <param name="Contrast">The lowest contrast between its letters and what is behind them, 1 to 21; 0 for a logo.</param>
public sealed record Placement(CreativeElement Element, PixelArea Area, double Contrast);

/// <summary>A drawn creative.</summary>
/// <param name="Picture">In the size asked for.</param>
/// <param name="Placements">What stands where, in the format's own pixels, whatever the size asked for.</param>
/// <param name="Problems">Empty where everything is as it should be.</param>
public sealed record DrawnCreative(Pixels Picture, ImmutableArray<Placement> Placements, ImmutableArray<LayoutWarning> Problems);

/// <summary>A creative as a file.</summary>
/// <param name="Image">The file.</param>
/// <param name="Quality">1 to 100, as it was found to fit the format's byte limit.</param>
/// <param name="Problems">Those of drawing, and that the file is too large where nothing fits.</param>
public sealed record CreativeFile(EncodedResult Image, int Quality, ImmutableArray<LayoutWarning> Problems);
