using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout.Templates;

/// <summary>A band in the brand's colour from side to side in the lower third, or the upper one, with the image above and below it.</summary>
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

        var logo = frame.LogoBox(frame.Safe);
        page.Logo(logo);
        var pad = (int)(frame.Margin * 0.9);
        var foot = (int)(frame.Safe.Height * 0.06);
        var wide = frame.Kind == FormatKind.Wide;
        var stack = page.Choose([TextPlacement.Bottom, TextPlacement.Top], Options);
        page.Panel(Band(page.Used(stack)), colour);
        page.Set(stack, page.Palette.TextOn(colour), colour);

        StackOptions Options(TextPlacement place)
        {
            var third = (int)(frame.Safe.Height * 0.34);
            var room = place == TextPlacement.Top
                ? frame.Safe.Inset(0, (page.HasLogo ? logo.Height + frame.Margin : foot) + pad, 0, third)
                : frame.Safe.Inset(0, third, 0, pad + foot);
            return new StackOptions(room, place == TextPlacement.Top ? Anchor.Top : Anchor.Bottom, wide ? TextAlign.Centre : TextAlign.Start, wide ? 0.075 : 0.085)
            {
                MaxLines = 4,
                Panel = Band,
            };
        }

        PixelArea Band(PixelArea used) => new(0, used.Y - pad, frame.Full.Width, used.Height + (2 * pad));
    }
}
