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
            StripLayout.OverCalmImage(page);
            return;
        }

        var wide = frame.Kind == FormatKind.Wide;
        var side = frame.Safe with { Width = (int)(frame.Safe.Width * (wide ? 0.56 : 0.62)) };
        var logo = frame.LogoBox(wide ? side : frame.Safe);
        page.Logo(logo);
        page.SetOnImage(page.Choose(
            frame.Kind switch
            {
                FormatKind.Wide => [TextPlacement.Left, TextPlacement.Right],
                _ => [TextPlacement.Bottom, TextPlacement.Top, TextPlacement.Left, TextPlacement.Right],
            },
            Options));

        StackOptions Options(TextPlacement place)
        {
            var column = place switch
            {
                TextPlacement.Left => side,
                TextPlacement.Right => side with { X = frame.Safe.Right - side.Width },
                _ => frame.Safe,
            };
            var room = column.Inset(0, place == TextPlacement.Top && !page.HasLogo ? 0 : logo.Height + frame.Margin, 0, 0);
            return new StackOptions(room, place == TextPlacement.Top ? Anchor.Top : Anchor.Bottom, TextAlign.Start, wide ? 0.088 : 0.098);
        }
    }
}
