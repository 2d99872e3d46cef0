using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout.Templates;

/// <summary>A full image; the texts stand on it at the bottom or the top, or at a side in wide formats.</summary>
internal static class ScrimTemplate
{
    internal static TextPlacement Placement(FormatKind kind) =>
        kind is FormatKind.Wide or FormatKind.Strip ? TextPlacement.Left : TextPlacement.Bottom;

    internal static void Draw(Composition page)
    {
        var frame = page.Frame;
        page.Photo(frame.Full);
        if (frame.Kind == FormatKind.Strip)
        {
            StripLayout.OverImage(page, 0.5);
            return;
        }

        var wide = frame.Kind == FormatKind.Wide;
        var column = wide ? frame.Safe with { Width = (int)(frame.Safe.Width * 0.56) } : frame.Safe;
        var logo = frame.LogoBox(column);
        var stack = page.Choose(wide ? [TextPlacement.Left, TextPlacement.Right] : [TextPlacement.Bottom, TextPlacement.Top], Options);
        var colours = page.Shade(stack);
        page.Set(stack, colours.Text, colours.Background);
        page.Logo(logo);

        StackOptions Options(TextPlacement place)
        {
            var side = place == TextPlacement.Right ? column with { X = frame.Safe.Right - column.Width } : column;
            var room = side.Inset(0, place == TextPlacement.Top && !page.HasLogo ? 0 : logo.Height + frame.Margin, 0, 0);
            return new StackOptions(room, place == TextPlacement.Top ? Anchor.Top : Anchor.Bottom, TextAlign.Start, wide ? 0.088 : 0.098) { Roundness = 0.5 };
        }
    }
}
