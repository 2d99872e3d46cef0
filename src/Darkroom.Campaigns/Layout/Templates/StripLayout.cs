using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout.Templates;

/// <summary>Layouts of low and long formats, which are read in one line: image, texts, logo, button.</summary>
internal static class StripLayout
{
    /// <summary>Draws the image at the start and the rest on a plain background. In the lowest strips, a headline that has no room beside the image replaces it.</summary>
    /// <param name="background">The colour of the background, which is drawn already.</param>
    /// <param name="inset">The visible background around the image, in pixels.</param>
    internal static void Beside(Composition page, Rgb background, int inset = 0)
    {
        var frame = page.Frame;
        var width = PhotoWidth(frame);
        var beside = frame.Safe.Inset(inset + width + frame.Margin - frame.Safe.X, 0, 0, 0);
        if (frame.NoSmallPrint && !page.HeadlineIn(Options(page, beside, ButtonIn(page, beside))).Fits)
        {
            Texts(page, frame.Safe.Inset(inset, 0, inset, 0), background);
            return;
        }

        page.Photo(new PixelArea(inset, inset, width, frame.Full.Height - (2 * inset)));
        Texts(page, beside, background);
    }

    /// <summary>Draws everything on the image.</summary>
    internal static void OverImage(Composition page) => Texts(page, page.Frame.Safe, background: null);

    /// <summary>
    /// Draws everything on the image if it is calm. In a strip, texts cover nearly all of it, so a subject, or much detail, is shown beside them.
    /// </summary>
    internal static void OverCalmImage(Composition page)
    {
        if (page.IsCalm)
        {
            OverImage(page);
            return;
        }

        var ground = page.Colours.Ground(page.Palette);
        page.Panel(page.Frame.Full, ground);
        Beside(page, ground);
    }

    /// <summary>Draws everything on a card over the image that leaves the image's start visible.</summary>
    internal static void Card(Composition page, Rgb colour)
    {
        var frame = page.Frame;
        var gap = Math.Max(2, frame.Margin / 2);
        var card = frame.Full.Inset(PhotoWidth(frame), gap, gap, gap);
        page.Panel(card, colour, 1, Math.Max(2, frame.Margin / 3));
        var inside = frame.NoSmallPrint ? gap : frame.Margin * 2 / 3;
        Texts(page, card.Inset(frame.Margin, inside, frame.Margin, inside), colour);
    }

    /// <summary>Returns the width of an image beside texts. In the lowest strips it is a square: their texts need the space.</summary>
    private static int PhotoWidth(LayoutFrame frame) => (int)Math.Min(frame.Full.Width * 0.26, frame.Full.Height * (frame.NoSmallPrint ? 1.0 : 1.5));

    /// <param name="background">The plain colour behind the texts; null if they stand on the image.</param>
    private static void Texts(Composition page, PixelArea area, Rgb? background)
    {
        var gap = page.Frame.Margin;
        var logoWidth = LogoWidth(page, area);
        var button = ButtonIn(page, area);
        var buttonWidth = button?.Area.Width ?? 0;
        var stack = page.Plan(Options(page, area, button));
        var low = area with { Y = area.Y + (area.Height / 5), Height = area.Height * 3 / 5 };
        page.Logo(
            IsTall(area)
                ? new PixelArea(area.Right - logoWidth, area.Y, logoWidth, area.Height / 4)
                : low with { X = area.Right - buttonWidth - gap - logoWidth, Width = logoWidth },
            across: 1,
            down: IsTall(area) ? 0 : 0.5,
            anywhere: IsTall(area) ? null : low.Inset(area.Width / 2, 0, 0, 0));
        if (background is { } plain)
        {
            page.Set(stack, page.Palette.TextOn(plain), plain);
        }
        else
        {
            page.SetOnImage(stack);
        }

        if (button is not null)
        {
            page.Set(button, background);
        }
    }

    private static bool IsTall(PixelArea area) => area.Height >= 140;

    private static int LogoWidth(Composition page, PixelArea area) =>
        page.HasLogo ? (int)Math.Min((page.Frame.NoSmallPrint ? page.Frame.Safe.Width : area.Width) * 0.16, area.Height * 1.5) : 0;

    /// <summary>
    /// Chooses the button. The headline comes first: beside a smaller button, or one of two lines, it has more room. A long call to action gets a
    /// wider one.
    /// </summary>
    private static PlannedButton? ButtonIn(Composition page, PixelArea area)
    {
        var label = page.Frame.Label;
        var oneLine = page.Frame.NoSmallPrint ? 0.45 : 0.4;
        PlannedButton?[] buttons = [Button(label.Largest, 1, oneLine), Button(label.Smallest, 1, oneLine), Button(label.Smallest, 2, 0.34), Button(label.Smallest, 2, oneLine)];
        return buttons.FirstOrDefault(one => one is { Warnings.IsEmpty: true } && one.Label.Text.Size <= StackPlan.LargestLabel(HeadlineSize(one)))
            ?? buttons.OrderBy(one => one?.Warnings.Length).ThenByDescending(HeadlineSize).ThenBy(one => one?.Area.Width).First();

        PlannedButton? Button(int largest, int lines, double share) => page.ButtonAtEnd(
            area.Inset((int)(area.Width * (1 - share)), 0, 0, 0), bottom: IsTall(area), largest, lines);

        int HeadlineSize(PlannedButton? beside) => page.HeadlineIn(Options(page, area, beside)).Size;
    }

    /// <summary>Returns the options of the stack beside a button and the logo.</summary>
    private static StackOptions Options(Composition page, PixelArea area, PlannedButton? beside)
    {
        var (tall, gap, logoWidth, width) = (IsTall(area), page.Frame.Margin, LogoWidth(page, area), beside?.Area.Width ?? 0);
        var taken = tall ? Math.Max(width, logoWidth) + (2 * gap) : width + gap + (logoWidth > 0 ? logoWidth + gap : 0);
        return new StackOptions(area with { Width = Math.Max(1, area.Width - taken) }, Anchor.Middle, TextAlign.Start, tall ? 0.1 : 0.14)
        {
            MaxLines = tall ? 3 : 2,
            Button = false,
        };
    }
}
