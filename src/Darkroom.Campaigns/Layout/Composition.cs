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

    /// <summary>How much calmer another place must be than the one that a template prefers.</summary>
    private const double PreferFirst = 0.06;

    /// <summary>The factor of the smaller headline, and of the narrower column at a side, that are also tried.</summary>
    private const double Smaller = 0.8;

    /// <summary>A smaller headline is tried only if every place covers more than this share of the image's detail.</summary>
    private const double Calm = 0.25;

    /// <summary>How much calmer the place of a smaller headline must be, for each part of the size that is lost.</summary>
    private const double PreferLarge = 0.35;

    private readonly List<LayoutWarning> _warnings = [];
    private readonly List<Placement> _placements = [];
    private CreativeType _type = new(0, 0, 0, 0, 0, TextPlacement.Beside, []);

    /// <summary>The area of the photo, until something covers it.</summary>
    private PixelArea _photo;
    private (LogoLook Look, Pixels Image, PixelArea Place)? _logo;

    internal LayoutFrame Frame => frame;

    internal BrandPalette Palette => palette;

    internal bool HasLogo => logo is not null;

    internal Canvas Canvas { get; } = new(frame.Full.Width, frame.Full.Height);

    internal ImmutableArray<LayoutWarning> Warnings => [.. _warnings];

    internal ImmutableArray<Placement> Placements => [.. _placements];

    internal CreativeType Type => _type;

    /// <inheritdoc cref="CreativeSpec.Placement"/>
    internal TextPlacement? Wanted { get; init; }

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

    /// <summary>Returns the font size that a headline would have; 0 for none.</summary>
    internal int HeadlineSize(StackOptions options) =>
        new StackPlan(frame, texts, []).Create(options with { Area = Mirror(options.Area) }).Headline?.Text.Size ?? 0;

    /// <summary>Returns the area of a stack in the direction that templates lay out in.</summary>
    internal PixelArea Used(Stack stack) => Mirror(stack.Used);

    /// <summary>
    /// Plans a stack where the image is calmest, or where a person wants it. The image must fill the format.
    /// </summary>
    /// <param name="places">The places that the template offers, best first.</param>
    /// <param name="options">Returns the options for a place.</param>
    /// <param name="smaller">True to make the headline somewhat smaller if that keeps more of the image free.</param>
    internal Stack Choose(ImmutableArray<TextPlacement> places, Func<TextPlacement, StackOptions> options, bool smaller = true)
    {
        var wanted = Wanted is { } place && places.Contains(Mirror(place)) ? [Mirror(place)] : places;
        var map = image.Map(frame.Full.Width, frame.Full.Height);
        var candidates = wanted.Select(candidate => Planned(candidate, 1)).ToList();
        if (smaller && candidates.Min(candidate => candidate.Busy) > Calm)
        {
            candidates.AddRange(wanted.Select(candidate => Planned(candidate, Smaller)));
        }

        var largest = candidates.Max(candidate => candidate.Size);
        var (at, stack, warnings, _, _) = candidates.MinBy(candidate => candidate.Busy + (PreferLarge * (1 - ((double)candidate.Size / largest))));
        _warnings.AddRange(warnings);
        _type = _type with { TextsAt = Mirror(at), Places = places.Length > 1 ? [.. places.Select(Mirror)] : [] };
        return stack;

        (TextPlacement Place, Stack Stack, List<LayoutWarning> Warnings, int Size, double Busy) Planned(TextPlacement place, double size)
        {
            var doubts = new List<LayoutWarning>();
            var chosen = options(place);
            var column = Narrowed(chosen.Area, place, size);
            var planned = new StackPlan(frame, texts, doubts).Create(chosen with { Area = Mirror(column), Headline = chosen.Headline * size });
            return (place, planned, doubts, planned.Headline?.Text.Size ?? 1, map.ShareIn(planned.Covered.AsSpan()) + (place == places[0] ? 0 : PreferFirst));
        }
    }

    /// <summary>Returns a column that leaves more of the middle free, if it is at a side.</summary>
    private static PixelArea Narrowed(PixelArea column, TextPlacement place, double share)
    {
        var width = (int)(column.Width * share);
        return place switch
        {
            TextPlacement.Left => column with { Width = width },
            TextPlacement.Right => column with { X = column.Right - width, Width = width },
            _ => column,
        };
    }

    /// <summary>Draws a stack on the image, which is prepared so that each text is readable.</summary>
    /// <returns>The colour behind the stack.</returns>
    internal Rgb SetOnImage(Stack stack)
    {
        var legibility = new Legibility(Canvas, frame, palette);
        var (headline, small) = (Prepare(stack.Headline), Prepare(stack.SmallPrint));
        var area = stack.Button.Width > 0 ? stack.Button : stack.Used;
        var background = Canvas.Mean(area.Intersect(frame.Full));
        Set(stack, headline, small, background);
        return background;

        TextInk Prepare(StackText? text) => text is not null && Letters(text, Rgb.White) is { } letters
            ? legibility.Prepare(letters, frame.IsLarge(text.Text))
            : new TextInk(Rgb.White);
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
    internal void Set(Stack stack, Rgb text, Rgb background) => Set(stack, new TextInk(text), new TextInk(text), background);

    private void Set(Stack stack, TextInk text, TextInk smallPrint, Rgb background)
    {
        if (stack.Rule.Height > 0)
        {
            Canvas.Fill(stack.Rule, palette.ButtonOn(background));
        }

        Write(CreativeElement.Headline, stack.Headline, text);
        if (stack.Label is { } label)
        {
            Button(label, stack.Button, stack.Options.Roundness, background, stack.Options.Outlined ? text.Colour : null);
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
    internal void Set(PlannedButton button, double roundness, Rgb background)
    {
        _warnings.AddRange(button.Warnings);
        Button(button.Label, button.Area, roundness, background, outline: null);
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

        var box = Mirror(area);
        var image = logo.Contain(box.Width, box.Height);
        var side = texts.RightToLeft ? 1 - across : across;
        var place = new PixelArea(
            box.X + (int)((box.Width - image.Width) * side), box.Y + (int)((box.Height - image.Height) * down), image.Width, image.Height);
        var range = anywhere is { } any ? Mirror(any) : place;
        var mirrored = range.Mirrored(frame.Full.Width);
        var ink = new LogoInk(logo, Canvas, frame, palette);
        var look = _photo.Contains(range) && _photo.Contains(mirrored) ? ink.Choose(range, mirrored) : ink.Choose(range);
        ink.Prepare(look, image, place);
        _logo = (look, image, place);
    }

    /// <summary>Draws what stands above everything else.</summary>
    internal void Finish()
    {
        if (logo is not null && _logo is var (look, image, place))
        {
            new LogoInk(logo, Canvas, frame, palette).Draw(look, image, place);
            _placements.Add(new Placement(CreativeElement.Logo, place, 0, 0));
        }
    }

    private void Button(StackText label, PixelArea button, double roundness, Rgb background, Rgb? outline)
    {
        var radius = (int)(button.Height * roundness);
        if (outline is { } colour)
        {
            Canvas.Outline(button, Math.Max(1, label.Text.Size / 12), colour);
            Write(CreativeElement.CallToAction, label, new TextInk(colour));
            return;
        }

        var fill = palette.ButtonOn(background);
        Canvas.Fill(button, fill, 1, radius);
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
