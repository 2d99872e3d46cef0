using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout.Templates;

/// <summary>The picture in two colours of the brand, darker at the head, with a very large headline there and the button at the foot.</summary>
internal static class DuotoneTemplate
{
    internal static void Draw(Composition page)
    {
        var frame = page.Frame;
        page.Photo(frame.Full);
        page.Canvas.Duotone(frame.Full, page.Palette.Deep, page.Palette.Primary.Mix(Rgb.White, 0.35));
        if (frame.Stance == Stance.Strip)
        {
            StripLayout.OverPicture(page, 0);
            return;
        }

        var wide = frame.Stance == Stance.Wide;
        var column = wide ? frame.Safe with { Width = (int)(frame.Safe.Width * 0.72) } : frame.Safe;
        var stack = page.Plan(new StackWish(column, Anchor.Apart, TextAlign.Start, wide ? 0.105 : 0.125) { Roundness = 0.12 });
        page.Dim(frame.Full, page.Used(stack), 0);
        page.Set(stack, Rgb.White, page.Palette.Deep);
        var logo = LogoBox.At(frame, frame.Safe);
        page.Logo(logo with { X = frame.Safe.Right - logo.Width, Y = frame.Safe.Bottom - logo.Height }, across: 1, down: 1);
    }
}
