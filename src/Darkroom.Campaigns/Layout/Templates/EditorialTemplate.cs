using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout.Templates;

/// <summary>The image above, or beside in wide formats; texts on paper with a short bar, wide margins and an outlined button.</summary>
internal static class EditorialTemplate
{
    internal static void Draw(Composition page)
    {
        var frame = page.Frame;
        var paper = page.Palette.Paper;
        page.Panel(frame.Full, paper);
        if (frame.Kind == FormatKind.Strip)
        {
            StripLayout.Beside(page, paper);
            return;
        }

        var wide = frame.Kind == FormatKind.Wide;
        var split = wide ? (int)(frame.Full.Width * 0.5) : (int)(frame.Full.Height * (frame.Kind == FormatKind.Tall ? 0.54 : frame.Compact ? 0.36 : 0.48));
        var photo = wide ? frame.Full.Inset(split, 0, 0, 0) : frame.Full with { Height = split };
        page.Photo(photo);

        var text = wide
            ? frame.Safe with { Width = split - frame.Safe.X - (int)(frame.Margin * 1.1) }
            : frame.Safe.Inset(0, split + frame.Margin - frame.Safe.Y, 0, 0);
        var logo = frame.LogoBox(wide ? text : frame.Safe);
        var column = wide && page.HasLogo ? text.Inset(0, logo.Height + frame.Margin, 0, 0) : text;
        var stack = page.Plan(new StackOptions(column, wide ? Anchor.Bottom : Anchor.Apart, TextAlign.Start, 0.086) { Rule = true, Outlined = true });
        page.Logo(logo);
        page.Set(stack, page.Palette.TextOn(paper), paper);
    }
}
