using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout.Templates;

/// <summary>An image with a paper frame, the texts centred below it, or beside in wide formats.</summary>
internal static class FramedTemplate
{
    internal static void Draw(Composition page)
    {
        var frame = page.Frame;
        var paper = page.Palette.Paper;
        page.Panel(frame.Full, paper);
        if (frame.Kind == FormatKind.Strip)
        {
            page.Outline(frame.Full, Math.Max(2, frame.Margin / 4), page.Palette.Primary);
            StripLayout.Beside(page, paper, inset: frame.Margin / 2);
            return;
        }

        var edge = (int)(frame.Margin * 0.7);
        var inner = frame.Full.Inset(edge);
        var wide = frame.Kind == FormatKind.Wide;
        var photo = wide ? inner.Inset((int)(inner.Width * 0.46), 0, 0, 0) : inner with { Height = (int)(inner.Height * (frame.Compact ? 0.4 : 0.54)) };
        page.Photo(photo);
        var text = wide
            ? frame.Safe with { Width = photo.X - frame.Safe.X - frame.Margin }
            : frame.Safe.Inset(0, photo.Bottom + (int)(frame.Margin * 0.8) - frame.Safe.Y, 0, 0);
        var logo = frame.LogoBox(frame.Safe);
        var room = wide && page.HasLogo ? text.Inset(0, logo.Height + frame.Margin, 0, 0) : text;
        var stack = page.Plan(new StackOptions(room, Anchor.Middle, TextAlign.Centre, 0.078) { MaxLines = 4 });
        var top = wide ? text : frame.Safe.Intersect(photo.Inset(frame.Margin / 2));
        page.Logo(top with { Height = logo.Height, X = top.X + Math.Max(0, (top.Width - logo.Width) / 2), Width = Math.Min(logo.Width, top.Width) }, across: 0.5);
        page.Set(stack, page.Palette.TextOn(paper), paper);
    }
}
