using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>Shades what the channel covers, and draws a line around what it leaves.</summary>
internal static class SafeZoneOverlay
{
    private static readonly Rgb Warning = new(255, 0, 96);

    internal static void Draw(Composition page)
    {
        var (full, free) = (page.Frame.Full, page.Frame.Allowed);
        page.Canvas.Fill(full with { Height = free.Y }, Warning, 0.3);
        page.Canvas.Fill(full with { Y = free.Bottom, Height = full.Bottom - free.Bottom }, Warning, 0.3);
        page.Canvas.Fill(free with { X = 0, Width = free.X }, Warning, 0.3);
        page.Canvas.Fill(free with { X = free.Right, Width = full.Right - free.Right }, Warning, 0.3);
        page.Canvas.Outline(free, Math.Max(1, page.Frame.Scale(0.003)), Warning);
    }
}
