using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout.Templates;

/// <summary>A block in the brand's colour, as large as its texts, at the side of the image.</summary>
internal static class BlockTemplate
{
    internal static TextPlacement Placement(FormatKind kind) => kind switch
    {
        FormatKind.Strip => TextPlacement.Beside,
        FormatKind.Wide => TextPlacement.Left,
        _ => TextPlacement.Bottom,
    };

    internal static void Draw(Composition page)
    {
        var frame = page.Frame;
        var colour = page.Palette.Primary;
        if (frame.Kind == FormatKind.Strip)
        {
            page.Panel(frame.Full, colour);
            StripLayout.Beside(page, colour);
            return;
        }

        page.Photo(frame.Full);
        var wide = frame.Kind == FormatKind.Wide;
        var pad = frame.Margin;
        var width = (int)(frame.Full.Width * (wide ? 0.5 : 0.82)) - frame.Safe.X - pad;
        var logo = frame.LogoBox(frame.Safe);
        page.Logo(logo);
        var room = frame.Safe.Inset(0, logo.Height + (2 * pad), 0, pad) with { Width = width };
        var stack = page.Choose(wide ? [TextPlacement.Left, TextPlacement.Right] : [TextPlacement.Bottom, TextPlacement.Top], Options);
        var block = stack.Options.Panel!(page.Used(stack));
        var edge = Math.Max(3, pad / 6);
        page.Panel(block, colour);
        page.Panel(block with { X = block.X > 0 ? block.X - edge : block.Right, Width = edge }, page.Palette.ButtonOn(colour));
        page.Set(stack, page.Palette.TextOn(colour), colour);

        StackOptions Options(TextPlacement place) => new(
            place == TextPlacement.Right ? room with { X = frame.Safe.Right - width } : room,
            place == TextPlacement.Top ? Anchor.Top : Anchor.Bottom,
            TextAlign.Start,
            wide ? 0.085 : 0.105)
        {
            Panel = used => place == TextPlacement.Right
                ? new PixelArea(used.X - pad, used.Y - pad, frame.Full.Width - used.X + pad, used.Height + (2 * pad))
                : new PixelArea(0, used.Y - pad, used.Right + pad, used.Height + (2 * pad)),
        };
    }
}
