using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout.Templates;

/// <summary>Layouts of low and long formats, which are read in one line: image, texts, logo, button.</summary>
internal static class StripLayout
{
    /// <summary>Draws the image at the start and the rest on a plain background.</summary>
    /// <param name="background">The colour of the background, which is drawn already.</param>
    /// <param name="roundness">The roundness of the button.</param>
    /// <param name="inset">The visible background around the image, in pixels.</param>
    internal static void Beside(Composition page, Rgb background, double roundness, int inset = 0)
    {
        var full = page.Frame.Full;
        var width = (int)Math.Min(full.Width * 0.26, full.Height * 1.5);
        page.Photo(new PixelArea(inset, inset, width, full.Height - (2 * inset)));
        Texts(page, page.Frame.Safe.Inset(inset + width + page.Frame.Margin - page.Frame.Safe.X, 0, 0, 0), background, roundness, plain: true);
    }

    /// <summary>Draws everything on the image.</summary>
    internal static void OverImage(Composition page, double roundness) => Texts(page, page.Frame.Safe, default, roundness, plain: false);

    /// <summary>Draws everything on a card over the image that leaves the image's start visible.</summary>
    internal static void Card(Composition page, Rgb colour)
    {
        var frame = page.Frame;
        var gap = Math.Max(2, frame.Margin / 2);
        var card = frame.Full.Inset((int)Math.Min(frame.Full.Width * 0.26, frame.Full.Height * 1.5), gap, gap, gap);
        page.Panel(card, colour, 1, Math.Max(2, frame.Margin / 3));
        Texts(page, card.Inset(frame.Margin, frame.NoSmallPrint ? gap : frame.Margin * 2 / 3, frame.Margin, frame.NoSmallPrint ? gap : frame.Margin * 2 / 3), colour, 0.5, plain: true);
    }

    private static void Texts(Composition page, PixelArea area, Rgb background, double roundness, bool plain)
    {
        var (frame, tall) = (page.Frame, area.Height >= 140);
        var logoWidth = page.HasLogo ? (int)Math.Min(area.Width * 0.16, area.Height * 1.5) : 0;
        var gap = frame.Margin;

        // The headline comes first: beside a smaller button, or one of two lines, it has more room. A long call to action gets a wider one.
        var oneLine = frame.NoSmallPrint ? 0.45 : 0.4;
        PlannedButton?[] buttons =
        [
            Button(frame.Label.Largest, 1, oneLine), Button(frame.Label.Smallest, 1, oneLine), Button(frame.Label.Smallest, 2, 0.34), Button(frame.Label.Smallest, 2, oneLine),
        ];
        var button = buttons.FirstOrDefault(one => one is { Warnings.IsEmpty: true } && one.Label.Text.Size <= StackPlan.LargestLabel(page.HeadlineSize(Options(one))))
            ?? buttons.OrderBy(one => one?.Warnings.Length).ThenByDescending(one => page.HeadlineSize(Options(one))).ThenBy(one => one?.Area.Width).First();
        var buttonWidth = button?.Area.Width ?? 0;
        var stack = page.Plan(Options(button));
        var low = area with { Y = area.Y + (area.Height / 5), Height = area.Height * 3 / 5 };
        page.Logo(
            tall
                ? new PixelArea(area.Right - logoWidth, area.Y, logoWidth, area.Height / 4)
                : low with { X = area.Right - buttonWidth - gap - logoWidth, Width = logoWidth },
            across: 1,
            down: tall ? 0 : 0.5,
            anywhere: tall ? null : low.Inset(area.Width / 2, 0, 0, 0));
        if (plain)
        {
            page.Set(stack, page.Palette.TextOn(background), background);
        }
        else
        {
            background = page.SetOnImage(stack);
        }

        if (button is not null)
        {
            page.Set(button, roundness, background);
        }

        PlannedButton? Button(int largest, int lines, double share) => page.ButtonAtEnd(
            area.Inset((int)(area.Width * (1 - share)), 0, 0, 0), bottom: tall, largest, lines);

        StackOptions Options(PlannedButton? beside)
        {
            var width = beside?.Area.Width ?? 0;
            var taken = tall ? Math.Max(width, logoWidth) + (2 * gap) : width + gap + (logoWidth > 0 ? logoWidth + gap : 0);
            return new StackOptions(area with { Width = Math.Max(1, area.Width - taken) }, Anchor.Middle, TextAlign.Start, tall ? 0.1 : 0.14)
            {
                MaxLines = tall ? 3 : 2,
                Button = false,
            };
        }
    }
}
