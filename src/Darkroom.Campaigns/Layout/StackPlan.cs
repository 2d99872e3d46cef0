using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>
/// Computes the places of a stack's parts: the button and the small print have fixed sizes, the headline gets the rest. A text that does not
/// fit at a readable size is set smaller, unshortened, and reported.
/// </summary>
internal sealed class StackPlan(LayoutFrame frame, CreativeTextLayout texts, List<LayoutWarning> warnings)
{
    /// <summary>The smallest size before a text is left out. It is not readable, but shows that there is a text.</summary>
    private const int Floor = 4;

    /// <summary>The largest share of the headline's font size that a label has.</summary>
    private const double LabelShare = 0.8;

    /// <summary>The largest share of the headline's font size that small print has.</summary>
    private const double SmallPrintShare = 0.7;

    /// <summary>Returns the largest font size of a label beside a headline, so that the headline is read first.</summary>
    internal static int LargestLabel(int headline) => Math.Max(1, (int)(headline * LabelShare));

    /// <summary>Plans a stack. A headline that is hardly larger than the other texts is planned again beside smaller ones.</summary>
    internal Stack Create(StackOptions options)
    {
        var doubts = new List<LayoutWarning>();
        var first = new StackPlan(frame, texts, doubts).Arrange(options);
        if (first.Headline?.Text.Size is { } headline
            && (first.Label?.Text.Size > LargestLabel(headline) || first.SmallPrint?.Text.Size > Math.Max(frame.SmallPrint.Smallest, headline * SmallPrintShare)))
        {
            return Arrange(options with { LargestLabel = LargestLabel(headline), LargestSmallPrint = (int)(headline * SmallPrintShare) });
        }

        warnings.AddRange(doubts);
        return first;
    }

    private Stack Arrange(StackOptions options)
    {
        var area = options.Area;
        var label = options.Button && texts.CallToAction.Length > 0 ? Label(options) : null;
        var button = label is null ? default : ButtonAround(label);
        var small = texts.SmallPrint.Length == 0 ? null : SmallPrint(options);
        var gap = label?.Size ?? frame.Label.Largest;
        var smallGap = small is null ? 0 : label is null ? gap : (int)(gap * 0.75);
        var rule = options.Rule && !frame.Compact ? new PixelArea(0, 0, gap * 2, Math.Max(2, gap / 8)) : default;
        var ruleGap = rule.Height > 0 ? gap : 0;
        var below = (button.Height == 0 ? 0 : (gap * 5 / 4) + button.Height) + smallGap + (small?.Ink.Height ?? 0);
        var room = area.Height - below - rule.Height - ruleGap;
        var headline = texts.Headline.Length == 0 ? null : Headline(options, room);

        var air = headline is null ? 0 : Math.Min(Math.Max(gap, (int)(headline.Size * 0.5)), Math.Max(gap, room - headline.Ink.Height + gap));
        var tail = (button.Height == 0 ? 0 : air + button.Height) + smallGap + (small?.Ink.Height ?? 0);
        var height = rule.Height + ruleGap + (headline?.Ink.Height ?? 0) + tail;
        var top = options.Anchor switch
        {
            Anchor.Top or Anchor.Apart => area.Y,
            Anchor.Middle => area.Y + ((area.Height - height) / 2),
            _ => area.Bottom - height,
        };

        var at = top + rule.Height + ruleGap;
        var headlineInk = headline is null ? default : Place(headline.Ink, area, options.Align, at);
        at = options.Anchor == Anchor.Apart ? area.Bottom - tail : at + headlineInk.Height;
        var buttonArea = button.Height == 0 ? default : Place(button, area, options.Align, at + air);
        at += button.Height == 0 ? 0 : air + button.Height;
        var smallInk = small is null ? default : Place(small.Ink, area, options.Align, at + smallGap);
        var bottom = options.Anchor == Anchor.Apart ? area.Bottom : top + height;
        return new Stack(
            options,
            Place(new PixelArea(0, 0, Widest(headline, button, small, rule), Math.Max(1, bottom - top)), area, options.Align, top),
            headline is null ? null : new StackText(headline, headlineInk),
            label is null ? null : new StackText(label, LabelIn(label, buttonArea)),
            buttonArea,
            small is null ? null : new StackText(small, smallInk),
            rule.Height > 0 ? Place(rule, area, options.Align, top) : default);
    }

    /// <summary>Returns a button that stands alone; null if there is no call to action or no space.</summary>
    internal (FittedText Label, PixelArea Button)? Button(int width, int height, int largest, int lines)
    {
        if (texts.CallToAction.Length == 0)
        {
            return null;
        }

        var label = Fit(
            CreativeElement.CallToAction, texts.CallToAction, texts.LabelStyle, (width, height), LabelSizes(largest), lines);
        return label is null ? null : (label, ButtonAround(label));
    }

    internal PixelArea LabelIn(FittedText label, PixelArea button)
    {
        var x = button.X + ((button.Width - label.Ink.Width) / 2);
        var y = texts.CapHeight(label) is { Height: > 0 } capital && label.Lines == 1
            ? button.Y + ((button.Height - capital.Height) / 2) - capital.Y + label.Ink.Y
            : button.Y + ((button.Height - label.Ink.Height) / 2);
        return label.Ink with { X = x, Y = y };
    }

    /// <summary>Fits a text. If no readable size fits, it is set smaller and a warning is added.</summary>
    internal FittedText? Fit(
        CreativeElement element, string text, TextStyle style, (int Width, int Height) box, (int Smallest, int Largest) size, int maxLines)
    {
        if (texts.Fits.Largest(text, style, box, size, maxLines) is { } fitted)
        {
            return fitted;
        }

        var squeezed = texts.Fits.Largest(text, style, box, (Floor, size.Smallest), int.MaxValue);
        warnings.Add(new LayoutWarning(element, squeezed?.Size >= size.Smallest
            ? $"The {Name(element)} is too long for this format: it needs {squeezed.Lines} lines at {squeezed.Size} pixels, the smallest that is readable. Shorten it."
            : squeezed is null
            ? $"The {Name(element)} does not fit in this format at all and was left out. Shorten it, or choose another template for this format."
            : $"The {Name(element)} is too long for this format: it was set at {squeezed.Size} pixels, below the readable minimum of {size.Smallest}. Shorten it."));
        return squeezed;
    }

    private FittedText? Headline(StackOptions options, int room)
    {
        var (style, box, size) = (texts.HeadlineStyle(options.Align), (options.Area.Width, room), frame.Headline(options.Headline));
        var fitted = Fit(CreativeElement.Headline, texts.Headline, style, box, size, options.MaxLines);
        if (fitted is not { Lines: > 1, Style.Script: Script.EastAsian } || texts.HeadlineInPhrases is not { } phrases)
        {
            return fitted;
        }

        // Without spaces a line may end within a word. One line per phrase is easier to read, even if somewhat smaller.
        var lines = phrases.Count(letter => letter == '\n') + 1;
        return texts.Fits.Largest(phrases, style, box, size, Math.Min(lines, options.MaxLines)) is { } better && better.Size >= fitted.Size * 0.6 ? better : fitted;
    }

    private FittedText? Label(StackOptions options)
    {
        var inside = (int)(options.Area.Width - (2.2 * frame.Label.Smallest));
        var (room, sizes) = ((inside, options.Area.Height / 3), LabelSizes(options.LargestLabel));
        return texts.Fits.Largest(texts.CallToAction, texts.LabelStyle, room, sizes, 1)
            ?? Fit(CreativeElement.CallToAction, texts.CallToAction, texts.LabelStyle, room, sizes, 2);
    }

    private (int Smallest, int Largest) LabelSizes(int largest) => (frame.Label.Smallest, Math.Clamp(largest, frame.Label.Smallest, frame.Label.Largest));

    private FittedText? SmallPrint(StackOptions options)
    {
        if (frame.NoSmallPrint)
        {
            warnings.Add(new LayoutWarning(
                CreativeElement.SmallPrint, "This format is not tall enough for the disclaimer, which was left out. Put it on the page that the advertisement links to."));
            return null;
        }

        var room = (options.Area.Width, Math.Max(frame.SmallPrint.Smallest * 2, options.Area.Height / 5));
        var (smallest, largest) = frame.SmallPrint;
        var sizes = (smallest, Math.Clamp(options.LargestSmallPrint, smallest, largest));
        return Fit(CreativeElement.SmallPrint, texts.SmallPrint, texts.BodyStyle(options.Align), room, sizes, 3);
    }

    private PixelArea ButtonAround(FittedText label)
    {
        var low = frame.NoSmallPrint;
        var height = label.Lines == 1 ? (int)(label.Size * (frame.Compact ? 2.2 : 2.5)) : label.Ink.Height + (int)(label.Size * (low ? 0.9 : 1.4));
        return new PixelArea(0, 0, label.Ink.Width + (int)(label.Size * (low ? 1.6 : 2.2)), Math.Max(height, label.Ink.Height + (int)(label.Size * 0.8)));
    }

    private PixelArea Place(PixelArea part, PixelArea area, TextAlign align, int y) => part with
    {
        X = align == TextAlign.Centre ? area.X + ((area.Width - part.Width) / 2) : texts.RightToLeft ? area.Right - part.Width : area.X,
        Y = y,
    };

    private static int Widest(FittedText? headline, PixelArea button, FittedText? small, PixelArea rule) =>
        Math.Max(Math.Max(headline?.Ink.Width ?? 1, button.Width), Math.Max(small?.Ink.Width ?? 1, rule.Width));

    private static string Name(CreativeElement element) => element switch
    {
        CreativeElement.Headline => "headline",
        CreativeElement.CallToAction => "call to action",
        _ => "disclaimer",
    };
}
