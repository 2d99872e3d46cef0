using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>Where a stack of words stands in its column.</summary>
internal enum Anchor
{
    Top,
    Middle,
    Bottom,

    /// <summary>The headline at the top, the rest at the bottom.</summary>
    Apart,
}

/// <summary>What a template wants of a stack: headline, button, small print, in a column.</summary>
/// <param name="Area">The column.</param>
/// <param name="Anchor">Where in the column.</param>
/// <param name="Align">Of all its lines.</param>
/// <param name="Headline">The greatest size of the headline, of the frame's unit.</param>
internal sealed record StackOptions(PixelArea Area, Anchor Anchor, TextAlign Align, double Headline)
{
    /// <summary>Of the button's corners, of its height: 0 is square, 0.5 a pill.</summary>
    public double Roundness { get; init; }

    /// <summary>A short bar of the accent colour above the headline.</summary>
    public bool Rule { get; init; }

    /// <summary>The button shows its edge only.</summary>
    public bool Outlined { get; init; }

    /// <summary>Whether the button is part of it; in strips it stands apart.</summary>
    public bool Button { get; init; } = true;

    public int MaxLines { get; init; } = 5;
}

/// <summary>One text of a stack and where its ink stands.</summary>
internal sealed record StackText(FittedText Text, PixelArea Ink);

/// <summary>A stack worked out, before a ground is chosen for it.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Used">All of it.</param>
/// <param name="Headline">Null where there is none.</param>
/// <param name="Label">Of the button; null where there is none.</param>
/// <param name="Button">The button around its label.</param>
/// <param name="SmallPrint">Null where there is none.</param>
/// <param name="Rule">The bar; empty where there is none.</param>
internal sealed record Stack(
    StackOptions Options, PixelArea Used, StackText? Headline, StackText? Label, PixelArea Button, StackText? SmallPrint, PixelArea Rule);
