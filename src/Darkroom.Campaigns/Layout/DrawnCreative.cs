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
/// <param name="Contrast">
/// The lowest contrast between its letters and the pixels under and around them, without the worst 2 % of these, 1 to 21; 0 for a logo.
/// </param>
/// <param name="Required">The contrast that WCAG 2.2 AA requires of it: 4.5, 3 for large type that would need a gradient otherwise, 0 for a logo.</param>
public sealed record Placement(CreativeElement Element, PixelArea Area, double Contrast, double Required);

/// <summary>A drawn creative.</summary>
/// <param name="Image">The pixels in the requested size.</param>
/// <param name="Placements">The places of the parts, in the format's own pixels whatever the requested size is.</param>
/// <param name="Warnings">Empty if nothing needs to be checked.</param>
/// <param name="Type">How the texts are set.</param>
public sealed record DrawnCreative(Pixels Image, ImmutableArray<Placement> Placements, ImmutableArray<LayoutWarning> Warnings, CreativeType Type);

/// <summary>How the texts of a creative are set.</summary>
/// <param name="HeadlineSize">The font size of the headline in pixels; 0 for none.</param>
/// <param name="Hyphenated">How many words are hyphenated.</param>
/// <param name="Shrunk">How many texts are smaller than the readable minimum.</param>
/// <param name="ShortLastLines">How many texts end with a line of one short word.</param>
/// <param name="LargeTexts">How many texts have the contrast of large type, 3 instead of 4.5, because that saves a gradient.</param>
/// <param name="TextsAt">Where the texts stand.</param>
/// <param name="Places">Where they could stand; empty if there is no choice.</param>
public sealed record CreativeType(
    int HeadlineSize, int Hyphenated, int Shrunk, int ShortLastLines, int LargeTexts, TextPlacement TextsAt, ImmutableArray<TextPlacement> Places)
{
    /// <summary>A headline below this share of its size in another language looks like another design.</summary>
    private const double LeastShare = 0.6;

    /// <summary>True if the texts cover the subject of the image, because no place for them was free at a readable size.</summary>
    public bool CoversSubject { get; init; }

    /// <summary>The font size of the button's label in pixels; 0 for none.</summary>
    public int LabelSize { get; init; }

    /// <summary>True if the headline is much smaller than the same headline in another language.</summary>
    public bool IsMuchSmallerThan(CreativeType other) => HeadlineSize > 0 && HeadlineSize < other.HeadlineSize * LeastShare;
}

/// <summary>A creative as a file.</summary>
/// <param name="Image">The file.</param>
/// <param name="Quality">1 to 100, the best that keeps within the format's byte limit.</param>
/// <param name="Warnings">The warnings of the drawing, and one if no quality keeps within the byte limit.</param>
/// <param name="Type">As for <see cref="DrawnCreative"/>.</param>
public sealed record CreativeFile(EncodedResult Image, int Quality, ImmutableArray<LayoutWarning> Warnings, CreativeType Type);
