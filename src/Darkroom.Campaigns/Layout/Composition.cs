using System.Collections.Immutable;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>
/// One creative while it is drawn. Templates lay out from left to right; for texts that run from right to left everything is mirrored here.
/// </summary>
/// <param name="crop">Returns the base image cropped to a width and a height.</param>
internal sealed class Composition(LayoutFrame frame, CreativeTextLayout texts, BrandPalette palette, Logo? logo, Func<int, int, Pixels> crop)
{
    /// <summary>A factor on the required contrast that makes up for rounding and compression.</summary>
    private const double ContrastReserve = 1.08;

    private readonly List<LayoutWarning> _warnings = [];
    private readonly List<Placement> _placements = [];

    internal LayoutFrame Frame => frame;

    internal BrandPalette Palette => palette;

    internal bool HasLogo => logo is not null;

    internal Canvas Canvas { get; } = new(frame.Full.Width, frame.Full.Height);

    internal ImmutableArray<LayoutWarning> Warnings => [.. _warnings];

    internal ImmutableArray<Placement> Placements => [.. _placements];

    private StackPlan Plans => new(frame, texts, _warnings);

    internal void Photo(PixelArea area)
    {
        var place = Mirror(area);
        Canvas.Draw(crop(place.Width, place.Height), place.X, place.Y);
    }

    internal void Panel(PixelArea area, Rgb colour, double opacity = 1, int radius = 0) => Canvas.Fill(Mirror(area), colour, opacity, radius);

    internal void Outline(PixelArea area, int thickness, Rgb colour) => Canvas.Outline(Mirror(area), thickness, colour);

    internal Stack Plan(StackOptions options) => Plans.Create(options with { Area = Mirror(options.Area) });

    /// <summary>Returns the area of a stack in the direction that templates lay out in.</summary>
    internal PixelArea Used(Stack stack) => Mirror(stack.Used);

    /// <summary>
    /// Darkens the image as much as white text needs, but at least so much that it looks intended: fully behind the text, softly beyond.
    /// </summary>
    internal void Scrim(PixelArea area, Edge strongest, PixelArea beneath, double atLeast)
    {
        var (place, text, edge) = (Mirror(area), Mirror(beneath), Mirror(strongest));
        var reach = edge switch
        {
            Edge.Bottom => (double)(place.Bottom - text.Y) / place.Height,
            Edge.Top => (double)(text.Bottom - place.Y) / place.Height,
            Edge.Left => (double)(text.Right - place.X) / place.Width,
            _ => (double)(place.Right - text.X) / place.Width,
        };
        Canvas.Scrim(place, palette.Deep, Math.Max(atLeast, OpacityFor(text)), edge, Math.Clamp(reach, 0.05, 0.95));
    }

    /// <summary>Draws the whole image in the brand's colours, so dark at one edge that white text is readable there.</summary>
    internal void Tone(Edge darkest, PixelArea beneath)
    {
        var tones = (palette.Deep, palette.Primary, palette.Secondary);
        var share = 0.7;
        while (share > 0 && Darkroom.Imaging.Drawing.Canvas.ToneAt(tones, share).Contrast(Rgb.White) < BrandPalette.Readable * ContrastReserve)
        {
            share -= 0.02;
        }

        var (text, edge) = (Mirror(beneath), Mirror(darkest));
        var reach = edge switch
        {
            Edge.Top => (double)text.Bottom / frame.Full.Height,
            Edge.Left => (double)text.Right / frame.Full.Width,
            _ => (double)(frame.Full.Width - text.X) / frame.Full.Width,
        };
        Canvas.Tone(tones, edge, Math.Max(0, share), Math.Min(0.95, reach + 0.02));
    }

    /// <summary>Darkens an area evenly, as much as white text needs.</summary>
    internal void Dim(PixelArea area, PixelArea beneath, double atLeast) =>
        Canvas.Fill(Mirror(area), palette.Deep, Math.Max(atLeast, OpacityFor(Mirror(beneath))));

    /// <summary>Draws a stack.</summary>
    internal void Set(Stack stack, Rgb text, Rgb background)
    {
        if (stack.Rule.Height > 0)
        {
            Canvas.Fill(stack.Rule, palette.ButtonOn(background));
        }

        Write(CreativeElement.Headline, stack.Headline, text);
        if (stack.Label is { } label)
        {
            Button(label, stack.Button, stack.Options.Roundness, background, stack.Options.Outlined ? text : null);
        }

        Write(CreativeElement.SmallPrint, stack.SmallPrint, text);
    }

    /// <summary>Draws the button at the end of an area, vertically centred or at its bottom.</summary>
    /// <returns>The button's width; 0 if there is no button.</returns>
    internal int ButtonAtEnd(PixelArea area, double roundness, Rgb background, bool bottom = false)
    {
        if (Plans.Button((int)(area.Width * 0.85), area.Height) is not { } planned)
        {
            return 0;
        }

        var height = Math.Min(planned.Button.Height, area.Height);
        var y = bottom ? area.Bottom - height : area.Y + ((area.Height - height) / 2);
        var place = Mirror(new PixelArea(area.Right - planned.Button.Width, y, planned.Button.Width, height));
        Button(new StackText(planned.Label, Plans.LabelIn(planned.Label, place)), place, roundness, background, outline: null);
        return place.Width;
    }

    /// <summary>
    /// Draws the logo in proportion, as large as a box allows. If it would not stand out, a logo of a single colour is drawn in another
    /// colour, and any other logo gets a plate.
    /// </summary>
    /// <param name="area">The box.</param>
    /// <param name="across">The place in the box: 0 at the start, 0.5 in the middle, 1 at the end.</param>
    /// <param name="down">The place in the box: 0 at the top, 0.5 in the middle, 1 at the bottom.</param>
    internal void Logo(PixelArea area, double across = 0, double down = 0)
    {
        if (logo is null)
        {
            return;
        }

        var box = Mirror(area);
        var image = logo.Contain(box.Width, box.Height);
        var side = texts.RightToLeft ? 1 - across : across;
        var place = new PixelArea(
            box.X + (int)((box.Width - image.Width) * side), box.Y + (int)((box.Height - image.Height) * down), image.Width, image.Height);
        Canvas.Draw(Visible(logo, image, place), place.X, place.Y);
        _placements.Add(new Placement(CreativeElement.Logo, place, 0));
    }

    private Pixels Visible(Logo mark, Pixels image, PixelArea place)
    {
        const double distinct = 2.2;
        var colour = mark.Colour();
        var cells = Canvas.Cells(place, Math.Max(2, place.Height / 3));
        if (mark.IsOpaque || cells.Average(cell => cell.Contrast(colour)) >= distinct)
        {
            return image;
        }

        if (mark.IsMonochrome())
        {
            var other = new[] { palette.Deep, Rgb.White }.MaxBy(candidate => cells.Min(cell => cell.Contrast(candidate)));
            return Darkroom.Imaging.Drawing.Logo.Recolour(image, other);
        }

        var pad = Math.Max(2, image.Height / 5);
        Canvas.Fill(place.Inset(-pad).Intersect(frame.Full), colour.Readable(), 1, pad);
        return image;
    }

    private void Button(StackText label, PixelArea button, double roundness, Rgb background, Rgb? outline)
    {
        var radius = (int)(button.Height * roundness);
        if (outline is { } colour)
        {
            Canvas.Outline(button, Math.Max(1, label.Text.Size / 12), colour);
            Write(CreativeElement.CallToAction, label, colour);
            return;
        }

        var fill = palette.ButtonOn(background);
        Canvas.Fill(button, fill, 1, radius);
        Write(CreativeElement.CallToAction, label, palette.TextOn(fill));
    }

    private void Write(CreativeElement element, StackText? text, Rgb colour)
    {
        if (text is null || Typesetter.Render(text.Text.Text, text.Text.Style, text.Text.Size, text.Text.Wrap, colour) is not { } set)
        {
            return;
        }

        var place = text.Ink with { Width = set.Image.Width, Height = set.Image.Height };
        var contrast = Canvas.Cells(place, CellOf(text.Text.Size)).Min(cell => cell.Contrast(colour));
        Canvas.Draw(set.Image, place.X, place.Y);
        _placements.Add(new Placement(element, place, contrast));
    }

    /// <summary>Returns the opacity of the deep colour at which white text is readable everywhere in an area.</summary>
    private double OpacityFor(PixelArea text)
    {
        // The brightest of the cells, which are smaller than a letter, decides.
        var brightest = Canvas.Cells(text, Math.Max(2, frame.SmallPrint.Smallest / 6)).MaxBy(cell => cell.Luminance);
        var (low, high) = (0.0, 1.0);
        while (high - low > 0.01)
        {
            var middle = (low + high) / 2;
            (low, high) = brightest.Mix(palette.Deep, middle).Contrast(Rgb.White) >= BrandPalette.Readable * ContrastReserve ? (low, middle) : (middle, high);
        }

        return high;
    }

    private static int CellOf(int size) => Math.Max(2, size / 4);

    private PixelArea Mirror(PixelArea area) => texts.RightToLeft ? area.Mirrored(frame.Full.Width) : area;

    private Edge Mirror(Edge edge) => (texts.RightToLeft, edge) switch
    {
        (true, Edge.Left) => Edge.Right,
        (true, Edge.Right) => Edge.Left,
        _ => edge,
    };
}
