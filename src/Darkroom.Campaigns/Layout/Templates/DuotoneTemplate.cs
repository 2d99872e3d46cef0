using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout.Templates;

/// <summary>The image in the brand's colours, dark behind a very large headline and bright at the far side.</summary>
internal static class DuotoneTemplate
{
    internal static TextPlacement Placement(FormatKind kind) =>
        kind is FormatKind.Wide or FormatKind.Strip ? TextPlacement.Left : TextPlacement.Top;

    internal static void Draw(Composition page)
    {
        var frame = page.Frame;
        page.Photo(frame.Full);
        if (frame.Kind == FormatKind.Strip)
        {
            page.Tone(Edge.Left, frame.Full with { Width = (int)(frame.Full.Width * 0.7) });
            StripLayout.OverImage(page);
            return;
        }

        var wide = frame.Kind == FormatKind.Wide;
        var column = wide ? frame.Safe with { Width = (int)(frame.Safe.Width * 0.6) } : frame.Safe;
        var logo = frame.LogoBox(frame.Safe);
        column = page.HasLogo ? column.Inset(0, logo.Height + frame.Margin, 0, 0) : column;
        var stack = page.Plan(new StackOptions(column, wide ? Anchor.Apart : Anchor.Top, TextAlign.Start, wide ? 0.11 : 0.128));
        page.Tone(wide ? Edge.Left : Edge.Top, page.Used(stack));
        page.Logo(logo);
        page.Set(stack, Rgb.White, page.Palette.Deep);
    }
}
