using System.Collections.Immutable;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>Where a stack of texts stands in its column.</summary>
internal enum Anchor
{
    Top,
    Middle,
    Bottom,

    /// <summary>The headline at the top, the rest at the bottom.</summary>
    Apart,
}

/// <summary>How a template sets a stack: headline, button and small print in a column.</summary>
/// <param name="Area">The column.</param>
/// <param name="Anchor">The place in the column.</param>
/// <param name="Align">The alignment of all lines.</param>
/// <param name="Headline">The largest size of the headline, as a share of the frame's unit.</param>
internal sealed record StackOptions(PixelArea Area, Anchor Anchor, TextAlign Align, double Headline)
{
    /// <summary>True for a short bar in the accent colour above the headline.</summary>
    public bool Rule { get; init; }

    /// <summary>True for a button that is only an outline.</summary>
    public bool Outlined { get; init; }

    /// <summary>True if the button is part of the stack; in strips it stands apart.</summary>
    public bool Button { get; init; } = true;

    /// <summary>Returns the panel that it stands on, which covers the image beside short lines too; null if it stands on the image itself.</summary>
    public Func<PixelArea, PixelArea>? Panel { get; init; }

    public int MaxLines { get; init; } = 5;

    /// <summary>The largest font size of the button's label; more than the frame's has no effect.</summary>
    public int LargestLabel { get; init; } = int.MaxValue;

    /// <summary>The largest font size of the small print; more than the frame's has no effect.</summary>
    public int LargestSmallPrint { get; init; } = int.MaxValue;
}

/// <summary>One text of a stack and the area of its ink.</summary>
internal sealed record StackText(FittedText Text, PixelArea Ink);

/// <summary>A button that stands apart from the stack.</summary>
/// <param name="Warnings">What a person should check if it is drawn.</param>
internal sealed record PlannedButton(StackText Label, PixelArea Area, ImmutableArray<LayoutWarning> Warnings);

/// <summary>A stack with the place of each part, before its background is chosen.</summary>
/// <param name="Used">The area of all parts.</param>
/// <param name="Headline">Null for none.</param>
/// <param name="Label">The button's text; null for no button.</param>
/// <param name="Button">The button around its label.</param>
/// <param name="SmallPrint">Null for none.</param>
/// <param name="Rule">The bar above the headline; empty for none.</param>
internal sealed record Stack(
    StackOptions Options, PixelArea Used, StackText? Headline, StackText? Label, PixelArea Button, StackText? SmallPrint, PixelArea Rule)
{
    /// <summary>The parts that cover the image: the space beside a short line is free.</summary>
    internal ImmutableArray<PixelArea> Parts =>
        [.. new[] { Headline?.Ink ?? default, Button, SmallPrint?.Ink ?? default }.Where(part => part.Width > 0)];
}
