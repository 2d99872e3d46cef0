using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout.Templates;

/// <summary>Texts on the brand's colour first, then the image: one above the other, or side by side in wide formats.</summary>
internal static class SplitTemplate
{
    internal static void Draw(Composition page)
    {
        var frame = page.Frame;
        var colour = page.Palette.Primary;
        page.Panel(frame.Full, colour);
        if (frame.Kind == FormatKind.Strip)
        {
            StripLayout.Beside(page, colour);
            return;
        }

        var wide = frame.Kind == FormatKind.Wide;
        var split = wide ? (int)(frame.Full.Width * 0.52) : frame.Safe.Y + (int)(frame.Safe.Height * (frame.Kind == FormatKind.Tall ? 0.5 : frame.Compact ? 0.68 : 0.58));
        page.Photo(wide ? frame.Full.Inset(split, 0, 0, 0) : frame.Full.Inset(0, split, 0, 0));
        var text = wide
            ? frame.Safe with { Width = split - frame.Safe.X - frame.Margin }
            : frame.Safe with { Height = split - frame.Safe.Y - frame.Margin };
        var logo = frame.LogoBox(text);
        var column = page.HasLogo ? text.Inset(0, logo.Height + frame.Margin, 0, 0) : text;
        var stack = page.Plan(new StackOptions(column, Anchor.Apart, TextAlign.Start, 0.092));
        page.Logo(logo);
        page.Set(stack, page.Palette.TextOn(colour), colour);
    }
}
