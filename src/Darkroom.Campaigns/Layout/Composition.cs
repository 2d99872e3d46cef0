using System.Collections.Immutable;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>What brings the picture, cropped: from a cache or by work.</summary>
internal delegate Pixels CropImage(int width, int height);

/// <summary>
/// One creative while it is drawn. Templates think from left to right; for words that run the other way everything is mirrored here.
/// </summary>
internal sealed class Composition(LayoutFrame frame, CreativeTextLayout words, BrandPalette palette, Logo? logo, CropImage crop)
{
    /// <summary>Above the required contrast, for what rounding and compression take away.</summary>
    private const double Reserve = 1.08;

    private readonly List<LayoutWarning> _problems = [];
    private readonly List<Placement> _placements = [];

    internal LayoutFrame Frame => frame;

    internal BrandPalette Palette => palette;

    internal bool HasLogo => logo is not null;

    internal Canvas Canvas { get; } = new(frame.Full.Width, frame.Full.Height);

    internal ImmutableArray<LayoutWarning> Problems => [.. _problems];

    internal ImmutableArray<Placement> Placements => [.. _placements];

    private StackPlan Plans => new(frame, words, _problems);

    internal void Photo(PixelArea area)
    {
        var place = Turned(area);
        Canvas.Draw(crop(place.Width, place.Height), place.X, place.Y);
    }

    internal void Panel(PixelArea area, Rgb colour, double opacity = 1, int radius = 0) => Canvas.Fill(Turned(area), colour, opacity, radius);

    internal void Outline(PixelArea area, int thickness, Rgb colour) => Canvas.Outline(Turned(area), thickness, colour);

    internal Stack Plan(StackOptions wish) => Plans.Make(wish with { Area = Turned(wish.Area) });

    /// <summary>What a template can reckon with, in its own direction.</summary>
    internal PixelArea Used(Stack stack) => Turned(stack.Used);

    /// <summary>
    /// Darkens the picture just as much as white words need, and never less than looks deliberate: fully where the words are, softly beyond.
    /// </summary>
    internal void Scrim(PixelArea area, Edge strongest, PixelArea beneath, double atLeast)
    {
        var (place, text, edge) = (Turned(area), Turned(beneath), Turned(strongest));
        var reach = edge switch
        {
            Edge.Bottom => (double)(place.Bottom - text.Y) / place.Height,
            Edge.Top => (double)(text.Bottom - place.Y) / place.Height,
            Edge.Left => (double)(text.Right - place.X) / place.Width,
            _ => (double)(place.Right - text.X) / place.Width,
        };
        Canvas.Scrim(place, palette.Deep, Math.Max(atLeast, Needed(text)), edge, Math.Clamp(reach, 0.05, 0.95));
    }

    /// <summary>The whole picture in the brand's colours, so dark at one edge that white words can be read there.</summary>
    internal void Tone(Edge darkest, PixelArea beneath)
    {
        var tones = (palette.Deep, palette.Primary, palette.Secondary);
        var share = 0.7;
        while (share > 0 && Darkroom.Imaging.Drawing.Canvas.ToneAt(tones, share).Contrast(Rgb.White) < BrandPalette.Readable * Reserve)
        {
            share -= 0.02;
        }

        var (text, edge) = (Turned(beneath), Turned(darkest));
        var reach = edge switch
        {
            Edge.Top => (double)text.Bottom / frame.Full.Height,
            Edge.Left => (double)text.Right / frame.Full.Width,
            _ => (double)(frame.Full.Width - text.X) / frame.Full.Width,
        };
        Canvas.Tone(tones, edge, Math.Max(0, share), Math.Min(0.95, reach + 0.02));
    }

    /// <summary>Darkens evenly, as much as white words need.</summary>
    internal void Dim(PixelArea area, PixelArea beneath, double atLeast) =>
        Canvas.Fill(Turned(area), palette.Deep, Math.Max(atLeast, Needed(Turned(beneath))));

    /// <summary>Sets a stack on what is drawn so far.</summary>
    internal void Set(Stack stack, Rgb text, Rgb ground, Rgb? headline = null)
    {
        if (stack.Rule.Height > 0)
        {
            Canvas.Fill(stack.Rule, palette.ButtonOn(ground));
        }

        Write(CreativeElement.Headline, stack.Headline, headline ?? text);
        if (stack.Label is { } label)
        {
            Button(label, stack.Button, stack.Options.Roundness, ground, stack.Options.Outlined ? text : null);
        }

        Write(CreativeElement.SmallPrint, stack.SmallPrint, text);
    }

    /// <summary>A button in the middle of an area's height, at its end.</summary>
    /// <returns>How wide it is; 0 where there is no button.</returns>
    internal int ButtonAtEnd(PixelArea area, double roundness, Rgb ground, bool bottom = false)
    {
        if (Plans.Button((int)(area.Width * 0.85), area.Height) is not { } made)
        {
            return 0;
        }

        var height = Math.Min(made.Button.Height, area.Height);
        var y = bottom ? area.Bottom - height : area.Y + ((area.Height - height) / 2);
        var place = Turned(new PixelArea(area.Right - made.Button.Width, y, made.Button.Width, height));
        Button(new StackText(made.Label, Plans.LabelIn(made.Label, place)), place, roundness, ground, outline: null);
        return place.Width;
    }

    /// <summary>
    /// The logo in proportion, as large as a box allows, at one corner of it. Where it would not stand out, one of a single colour gets
    /// another, and any other a plate.
    /// </summary>
    /// <param name="area">The box.</param>
    /// <param name="across">0 at the start, 0.5 in the middle, 1 at the end.</param>
    /// <param name="down">0 at the top, 0.5 in the middle, 1 at the bottom.</param>
    internal void Logo(PixelArea area, double across = 0, double down = 0)
    {
        if (logo is null)
        {
            return;
        }

        var box = Turned(area);
        var picture = logo.Contain(box.Width, box.Height);
        var side = words.RightToLeft ? 1 - across : across;
        var place = new PixelArea(
            box.X + (int)((box.Width - picture.Width) * side), box.Y + (int)((box.Height - picture.Height) * down), picture.Width, picture.Height);
        Canvas.Draw(Seen(logo, picture, place), place.X, place.Y);
        _placements.Add(new Placement(CreativeElement.Logo, place, 0));
    }

    internal void Report(LayoutWarning problem) => _problems.Add(problem);

    private Pixels Seen(Logo mark, Pixels picture, PixelArea place)
    {
        const double seen = 2.2;
        var colour = mark.Colour();
        var cells = Canvas.Cells(place, Math.Max(2, place.Height / 3));
        if (mark.IsOpaque || cells.Average(cell => cell.Contrast(colour)) >= seen)
        {
            return picture;
        }

        if (mark.IsMonochrome())
        {
            var other = new[] { palette.Deep, Rgb.White }.MaxBy(one => cells.Min(cell => cell.Contrast(one)));
            return Darkroom.Imaging.Drawing.Logo.Recolour(picture, other);
        }

        var pad = Math.Max(2, picture.Height / 5);
        Canvas.Fill(place.Inset(-pad).Intersect(frame.Full), colour.Readable(), 1, pad);
        return picture;
    }

    private void Button(StackText label, PixelArea button, double roundness, Rgb ground, Rgb? outline)
    {
        var radius = (int)(button.Height * roundness);
        if (outline is { } colour)
        {
            Canvas.Outline(button, Math.Max(1, label.Text.Size / 12), colour);
            Write(CreativeElement.CallToAction, label, colour);
            return;
        }

        var fill = palette.ButtonOn(ground);
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

    /// <summary>How much of the deep colour it takes until white can be read on every spot.</summary>
    private double Needed(PixelArea text)
    {
        // Finer cells than a letter needs: the brightest of them stands for all.
        var brightest = Canvas.Cells(text, Math.Max(2, frame.SmallPrint.Smallest / 6)).MaxBy(cell => cell.Luminance);
        var (low, high) = (0.0, 1.0);
        while (high - low > 0.01)
        {
            var middle = (low + high) / 2;
            (low, high) = brightest.Mix(palette.Deep, middle).Contrast(Rgb.White) >= BrandPalette.Readable * Reserve ? (low, middle) : (middle, high);
        }

        return high;
    }

    private static int CellOf(int size) => Math.Max(2, size / 4);

    private PixelArea Turned(PixelArea area) => words.RightToLeft ? area.Mirrored(frame.Full.Width) : area;

    private Edge Turned(Edge edge) => (words.RightToLeft, edge) switch
    {
        (true, Edge.Left) => Edge.Right,
        (true, Edge.Right) => Edge.Left,
        _ => edge,
    };
}
