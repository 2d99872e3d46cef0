using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout.Templates;

/// <summary>A band in the brand's colour from side to side in the lower third, with the image above and below it.</summary>
internal static class BandTemplate
{
    internal static TextPlacement Placement(FormatKind kind) =>
        kind == FormatKind.Strip ? TextPlacement.Right : TextPlacement.Bottom;

    internal static void Draw(Composition page)
    {
        var frame = page.Frame;
        var colour = page.Palette.Secondary;
        page.Photo(frame.Full);
        if (frame.Kind == FormatKind.Strip)
        {
            StripLayout.Card(page, colour);
            return;
        }

        page.Logo(frame.LogoBox(frame.Safe));
        var pad = (int)(frame.Margin * 0.9);
        var foot = (int)(frame.Safe.Height * 0.06);
        var room = frame.Safe.Inset(0, (int)(frame.Safe.Height * 0.34), 0, pad + foot);
        var wide = frame.Kind == FormatKind.Wide;
        var stack = page.Plan(new StackOptions(room, Anchor.Bottom, wide ? TextAlign.Centre : TextAlign.Start, wide ? 0.075 : 0.085) { MaxLines = 4 });
        var used = page.Used(stack);
        page.Panel(new PixelArea(0, used.Y - pad, frame.Full.Width, used.Height + (2 * pad)), colour);
        page.Set(stack, page.Palette.TextOn(colour), colour);
    }
}
