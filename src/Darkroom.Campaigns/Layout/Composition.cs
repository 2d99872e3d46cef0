using System.Collections.Immutable;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>
/// One creative while it is drawn. Templates lay out from left to right; for texts that run from right to left everything is mirrored here.
/// </summary>
internal sealed class Composition(LayoutFrame frame, CreativeTextLayout texts, BrandPalette palette, Logo? logo, BaseCrops image)
{
    /// <summary>A factor on the required contrast that makes up for rounding and compression.</summary>
    private const double ContrastReserve = 1.08;

    private readonly List<LayoutWarning> _warnings = [];
    private readonly List<Placement> _placements = [];
    private CreativeType _type = new(0, 0, 0, 0, 0, TextPlacement.Beside, []);

    /// <summary>The area of the photo, until something covers it.</summary>
    private PixelArea _photo;
    private (LogoLook Look, LogoBox Box)? _logo;

    internal LayoutFrame Frame => frame;

    internal BrandPalette Palette => palette;

    internal bool HasLogo => logo is not null;

    internal Canvas Canvas { get; } = new(frame.Full.Width, frame.Full.Height);

    internal ImmutableArray<LayoutWarning> Warnings => [.. _warnings];

    internal ImmutableArray<Placement> Placements => [.. _placements];

    internal CreativeType Type => _type;

    /// <inheritdoc cref="CreativeSpec.Placement"/>
    internal TextPlacement? Wanted { get; init; }

    /// <inheritdoc cref="CreativeTemplate.Roundness"/>
    internal double Roundness { get; init; }

    /// <summary>True if texts can stand anywhere on the image, which must fill the format.</summary>
    internal bool IsCalm => image.Map(frame.Full.Width, frame.Full.Height).IsCalm;

    internal ImageColours Colours => image.Colours();

    internal void Photo(PixelArea area)
    {
        var place = Mirror(area);
        Canvas.Draw(image.Cover(place.Width, place.Height), place.X, place.Y);
        _photo = place;
    }

    internal void Panel(PixelArea area, Rgb colour, double opacity = 1, int radius = 0)
    {
        Canvas.Fill(Mirror(area), colour, opacity, radius);
        _photo = default;
    }

    internal void Outline(PixelArea area, int thickness, Rgb colour) => Canvas.Outline(Mirror(area), thickness, colour);

    internal Stack Plan(StackOptions options) => new StackPlan(frame, texts, _warnings).Create(options with { Area = Mirror(options.Area) });

    /// <summary>Returns the font size that a headline would have, 0 for none, and whether it would be readable.</summary>
    internal (int Size, bool Fits) HeadlineIn(StackOptions options)
    {
        var doubts = new List<LayoutWarning>();
        var stack = new StackPlan(frame, texts, doubts).Create(options with { Area = Mirror(options.Area) });
        return (stack.Headline?.Text.Size ?? 0, !doubts.Exists(doubt => doubt.Element == CreativeElement.Headline));
    }

    /// <summary>Returns the area of a stack in the direction that templates lay out in.</summary>
    internal PixelArea Used(Stack stack) => Mirror(stack.Used);

    /// <summary>
    /// Plans a stack where the image is calmest, or where a person wants it, beside the subject. The image must fill the format.
    /// </summary>
    /// <param name="places">The places that the template offers, best first.</param>
    /// <param name="options">Returns the options for a place.</param>
    internal Stack Choose(ImmutableArray<TextPlacement> places, Func<TextPlacement, StackOptions> options)
    {
        var wanted = Wanted is { } place && places.Contains(Mirror(place)) ? [Mirror(place)] : places;
        var found = new PlaceSearch(image.Map(frame.Full.Width, frame.Full.Height), frame.Margin / 2, Planned).Best(wanted);
        _warnings.AddRange(found.Warnings);
        _type = _type with
        {
            TextsAt = Mirror(found.Place),
            Places = places.Length > 1 ? [.. places.Select(Mirror)] : [],
            CoversSubject = found.CoversSubject,
        };
        return found.Stack;

        PlacedStack? Planned(TextPlacement at, StackShape shape)
        {
            var chosen = options(at);
            var side = at is TextPlacement.Left or TextPlacement.Right;
            Anchor? raised = chosen.Panel is not null ? null : side ? Anchor.Top : at == TextPlacement.Top ? Anchor.Apart : null;
            if ((shape.Raised && raised is null) || (chosen.Panel is null && shape is not (1, 1, _) && side == (shape.Width == 1)))
            {
                return null;
            }

            var doubts = new List<LayoutWarning>();
            var stack = new StackPlan(frame, texts, doubts).Create(chosen with
            {
                Area = Mirror(Narrowed(chosen, at, shape.Width)),
                Headline = chosen.Headline * shape.Size,
                Anchor = shape.Raised ? raised!.Value : chosen.Anchor,
            });
            return new PlacedStack(at, shape, stack, chosen.Panel is { } panel ? [Mirror(panel(Used(stack)))] : stack.Parts, doubts);
        }
    }

    /// <summary>Returns a column that leaves more of the image free.</summary>
    private static PixelArea Narrowed(StackOptions options, TextPlacement place, double share)
    {
        var column = options.Area;
        var width = (int)(column.Width * share);
        return (place, options.Align) switch
        {
            (TextPlacement.Right, _) => column with { X = column.Right - width, Width = width },
            (_, TextAlign.Centre) => column with { X = column.X + ((column.Width - width) / 2), Width = width },
            _ => column with { Width = width },
        };
    }

    /// <summary>Draws a stack on the image, which is prepared so that each text is readable.</summary>
    internal void SetOnImage(Stack stack)
    {
        var legibility = new Legibility(Canvas, frame, palette);
        var headline = Prepare(stack.Headline, Colours.Ink(palette));
        Set(stack, headline, Prepare(stack.SmallPrint, headline.Colour), Colours.Button(palette));

        TextInk Prepare(StackText? text, Rgb ink) => text is not null && Letters(text, Rgb.White) is { } letters
            ? legibility.Prepare(letters, frame.IsLarge(text.Text), ink)
            : new TextInk(ink);
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

    /// <summary>Draws a stack on a plain background.</summary>
    internal void Set(Stack stack, Rgb text, Rgb background) => Set(stack, new TextInk(text), new TextInk(text), palette.ButtonOn(background));

    private void Set(Stack stack, TextInk text, TextInk smallPrint, Rgb accent)
    {
        if (stack.Rule.Height > 0)
        {
            Canvas.Fill(stack.Rule, accent);
        }

        Write(CreativeElement.Headline, stack.Headline, text);
        if (stack.Label is { } label)
        {
            Button(label, stack.Button, accent, stack.Options.Outlined ? text.Colour : null);
        }

        Write(CreativeElement.SmallPrint, stack.SmallPrint, smallPrint);
    }

    /// <summary>Plans the button at the end of an area, vertically centred or at its bottom; null if there is no button.</summary>
    /// <param name="area">The area.</param>
    /// <param name="bottom">True for the bottom of the area.</param>
    /// <param name="largest">The largest font size of its label.</param>
    /// <param name="lines">How many lines the label may have.</param>
    internal PlannedButton? ButtonAtEnd(PixelArea area, bool bottom, int largest, int lines)
    {
        var doubts = new List<LayoutWarning>();
        var plan = new StackPlan(frame, texts, doubts);
        if (plan.Button((int)(area.Width * 0.85), area.Height, largest, lines) is not { } planned)
        {
            _warnings.AddRange(doubts.Except(_warnings));
            return null;
        }

        var height = Math.Min(planned.Button.Height, area.Height);
        var y = bottom ? area.Bottom - height : area.Y + ((area.Height - height) / 2);
        var place = Mirror(new PixelArea(area.Right - planned.Button.Width, y, planned.Button.Width, height));
        return new PlannedButton(new StackText(planned.Label, plan.LabelIn(planned.Label, place)), place, [.. doubts]);
    }

    /// <summary>Draws a planned button.</summary>
    /// <param name="background">The plain colour behind it; null if it stands on the image.</param>
    internal void Set(PlannedButton button, Rgb? background)
    {
        _warnings.AddRange(button.Warnings);
        Button(button.Label, button.Area, background is { } plain ? palette.ButtonOn(plain) : Colours.Button(palette), outline: null);
    }

    /// <summary>
    /// Places the logo in proportion, as large as a box allows, and chooses its look; <see cref="Finish"/> draws it. To be called before
    /// texts are drawn, see <see cref="LogoInk"/>.
    /// </summary>
    /// <param name="area">The box.</param>
    /// <param name="across">The place in the box: 0 at the start, 0.5 in the middle, 1 at the end.</param>
    /// <param name="down">The place in the box: 0 at the top, 0.5 in the middle, 1 at the bottom.</param>
    /// <param name="anywhere">Where the box can be in other languages; null for the same place.</param>
    internal void Logo(PixelArea area, double across = 0, double down = 0, PixelArea? anywhere = null)
    {
        if (logo is null)
        {
            return;
        }

        var box = new LogoBox(Mirror(area), texts.RightToLeft ? 1 - across : across, down);
        var range = anywhere is { } any ? Mirror(any) : box.Place(logo).Area;
        var mirrored = range.Mirrored(frame.Full.Width);
        var ink = new LogoInk(logo, Canvas, frame, palette);
        var look = _photo.Contains(range) && _photo.Contains(mirrored) ? ink.Choose(range, mirrored) : ink.Choose(range);
        ink.Prepare(look, box);
        _logo = (look, box);
    }

    /// <summary>Draws what stands above everything else.</summary>
    internal void Finish()
    {
        if (logo is not null && _logo is var (look, box))
        {
            var place = new LogoInk(logo, Canvas, frame, palette).Draw(look, box, Roundness);
            _placements.Add(new Placement(CreativeElement.Logo, place, 0, 0));
        }
    }

    private void Button(StackText label, PixelArea button, Rgb fill, Rgb? outline)
    {
        if (outline is { } colour)
        {
            Canvas.Outline(button, Math.Max(1, label.Text.Size / 12), colour);
            Write(CreativeElement.CallToAction, label, new TextInk(colour));
            return;
        }

        // On the image the colour is that of all buttons of the concept. If it does not stand out here, a line does.
        var behind = Canvas.Mean(button.Intersect(frame.Full));
        if (!BrandPalette.IsDistinct(fill, behind))
        {
            var line = button.Inset(-Math.Max(1, label.Text.Size / 14));
            Canvas.Fill(line, behind.Readable(), 1, (int)(line.Height * Roundness));
        }

        Canvas.Fill(button, fill, 1, (int)(button.Height * Roundness));
        Write(CreativeElement.CallToAction, label, new TextInk(palette.TextOn(fill)));
    }

    private SetText? Letters(StackText text, Rgb colour) => texts.Fits.Letters(text.Text, colour) is { } letters
        ? new SetText(letters, texts.Fits.Cells(text.Text, letters), text.Ink.X, text.Ink.Y, text.Text.Size)
        : null;

    private void Write(CreativeElement element, StackText? text, TextInk ink)
    {
        if (text is null || Letters(text, ink.Colour) is not { } letters)
        {
            return;
        }

        var fitted = text.Text;
        var place = text.Ink with { Width = letters.Letters.Width, Height = letters.Letters.Height };
        var contrast = Legibility.Contrast(Canvas, letters, ink.Colour);
        Canvas.Draw(letters.Letters, place.X, place.Y);
        _placements.Add(new Placement(element, place, contrast, ink.Required));
        _type = _type with
        {
            HeadlineSize = element == CreativeElement.Headline ? fitted.Size : _type.HeadlineSize,
            LabelSize = element == CreativeElement.CallToAction ? fitted.Size : _type.LabelSize,
            Hyphenated = _type.Hyphenated + fitted.Hyphens,
            Shrunk = _type.Shrunk + (fitted.Size < frame.Smallest(element) ? 1 : 0),
            ShortLastLines = _type.ShortLastLines + (fitted.ShortLast ? 1 : 0),
            LargeTexts = _type.LargeTexts + (ink.Required < BrandPalette.Readable ? 1 : 0),
        };
    }

    private PixelArea Mirror(PixelArea area) => texts.RightToLeft ? area.Mirrored(frame.Full.Width) : area;

    private TextPlacement Mirror(TextPlacement place) => (texts.RightToLeft, place) switch
    {
        (true, TextPlacement.Left) => TextPlacement.Right,
        (true, TextPlacement.Right) => TextPlacement.Left,
        _ => place,
    };

    private Edge Mirror(Edge edge) => (texts.RightToLeft, edge) switch
    {
        (true, Edge.Left) => Edge.Right,
        (true, Edge.Right) => Edge.Left,
        _ => edge,
    };
}
