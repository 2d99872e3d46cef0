using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout.Templates;

/// <summary>A full image with everything centred on it.</summary>
internal static class CentredTemplate
{
    internal static TextPlacement Placement(FormatKind kind) =>
        kind == FormatKind.Strip ? TextPlacement.Left : TextPlacement.Middle;

    internal static void Draw(Composition page)
    {
        var frame = page.Frame;
        page.Photo(frame.Full);
        if (frame.Kind == FormatKind.Strip)
        {
            StripLayout.OverCalmImage(page);
            return;
        }

        var narrow = frame.Kind == FormatKind.Wide ? (int)(frame.Safe.Width * 0.14) : 0;
        var logo = frame.LogoBox(frame.Safe);
        var column = frame.Safe.Inset(narrow, page.HasLogo ? logo.Height + frame.Margin : 0, narrow, 0);
        page.Logo(frame.Safe with { Height = logo.Height, X = frame.Safe.X + ((frame.Safe.Width - logo.Width) / 2), Width = logo.Width }, across: 0.5);
        page.SetOnImage(page.Choose([TextPlacement.Middle, TextPlacement.Top, TextPlacement.Bottom], Options));

        StackOptions Options(TextPlacement place)
        {
            var anchor = place switch
            {
                TextPlacement.Top => Anchor.Top,
                TextPlacement.Bottom => Anchor.Bottom,
                _ => Anchor.Middle,
            };
            return new StackOptions(column, anchor, TextAlign.Centre, 0.1) { MaxLines = 4 };
        }
    }
}
