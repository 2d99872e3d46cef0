using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout.Templates;

/// <summary>A full image whose lower part, or side in wide formats, is darkened behind the texts.</summary>
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
        var column = wide
            ? frame.Safe with { Width = (int)(frame.Safe.Width * 0.56) }
            : frame.Safe;
        var logo = frame.LogoBox(column);
        var stack = page.Plan(new StackOptions(column.Inset(0, logo.Height + frame.Margin, 0, 0), Anchor.Bottom, TextAlign.Start, wide ? 0.088 : 0.098) { Roundness = 0.5 });
        var used = page.Used(stack);
        var reach = wide
            ? frame.Full with { Width = Math.Min(frame.Full.Width, used.Right + (int)(frame.Full.Width * 0.42)) }
            : frame.Full.Inset(0, Math.Max(0, used.Y - (int)(frame.Full.Height * 0.34)), 0, 0);
        page.Scrim(reach, wide ? Edge.Left : Edge.Bottom, used, 0.55);
        page.Set(stack, Rgb.White, page.Palette.Deep);
        page.Logo(logo);
    }
}
