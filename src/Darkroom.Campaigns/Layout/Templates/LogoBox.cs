using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout.Templates;

/// <summary>The size of logos: the same share of every format, so that the creatives of a campaign match.</summary>
internal static class LogoBox
{
    /// <summary>Returns the box at the top left of an area.</summary>
    internal static PixelArea At(LayoutFrame frame, PixelArea area) => area with
    {
        Width = Math.Min(area.Width, frame.Scale(0.26)),
        Height = Math.Min(area.Height, Math.Max(14, frame.Scale(0.06))),
    };
}
