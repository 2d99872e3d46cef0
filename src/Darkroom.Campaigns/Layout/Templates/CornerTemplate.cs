using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout.Templates;

/// <summary>A small paper card in a corner; only the logo stands on the image itself.</summary>
internal static class CornerTemplate
{
    internal static TextPlacement Placement(FormatKind kind) => kind switch
    {
        FormatKind.Strip => TextPlacement.Right,
        FormatKind.Wide => TextPlacement.Left,
        _ => TextPlacement.Bottom,
    };

    internal static void Draw(Composition page)
    {
        var frame = page.Frame;
        var paper = page.Palette.Paper;
        page.Photo(frame.Full);
        if (frame.Kind == FormatKind.Strip)
        {
            StripLayout.Card(page, paper);
            return;
        }

        page.Logo(frame.LogoBox(frame.Safe));
        var pad = (int)(frame.Margin * 0.8);
        var inner = frame.Safe.Inset(pad);
        var wide = frame.Kind == FormatKind.Wide;
        var width = (int)(inner.Width * (wide ? 0.42 : frame.Kind == FormatKind.Tall ? 0.86 : 0.66));
        var column = inner with { Width = width };
        var room = column.Inset(0, page.HasLogo ? frame.Scale(0.06) + frame.Margin : 0, 0, 0);
        var stack = page.Choose(wide ? [TextPlacement.Left, TextPlacement.Right] : [TextPlacement.Bottom, TextPlacement.Top], Options);
        page.Panel(Card(page.Used(stack)), paper, 1, frame.Scale(0.022));
        page.Set(stack, page.Palette.TextOn(paper), paper);

        StackOptions Options(TextPlacement place) => new(
            place == TextPlacement.Right ? room with { X = inner.Right - width } : room, place == TextPlacement.Top ? Anchor.Top : Anchor.Bottom, TextAlign.Start, 0.058)
        {
            Panel = Card,
        };

        PixelArea Card(PixelArea used) => used.Inset(-pad);
    }
}
