namespace Darkroom.Imaging.Drawing;

/// <summary>A text with the size and line breaks at which it fits.</summary>
/// <param name="Text">The text as it is drawn. Unless Pango wraps it, every line break and hyphen is in it.</param>
/// <param name="Style">The style, without the size.</param>
/// <param name="Size">The font size in pixels.</param>
/// <param name="Wrap">The width at which lines wrap, in pixels; <see cref="Typesetter.Unlimited"/> if the text has its line breaks.</param>
/// <param name="Ink">The visible area, relative to the top left of the wrapped text.</param>
/// <param name="Lines">The number of lines.</param>
public sealed record FittedText(string Text, TextStyle Style, int Size, int Wrap, PixelArea Ink, int Lines)
{
    /// <summary>How many words are hyphenated.</summary>
    public int Hyphens { get; init; }

    /// <summary>True if the last line is a single short word.</summary>
    public bool ShortLast { get; init; }
}

/// <summary>
/// Finds the largest font size at which a text fits its box. Texts in scripts with spaces and in Japanese are broken into even lines by the widths of
/// their characters and measured as a whole only to confirm the result; others are wrapped by Pango. Call inside <see cref="ImagePipeline.DrawAsync"/>.
/// </summary>
public static class TextFit
{
    /// <summary>The factor on a candidate's score for each hyphen: it must make the type a quarter larger.</summary>
    private const double WorthHyphenated = 0.8;

    /// <summary>The factor if lines may end at poor places.</summary>
    private const double WorthPoor = 0.8;

    /// <summary>A Japanese text keeps its phrases on one line each if it is at least this share of the size at which they are divided.</summary>
    private const double WorthPhrases = 0.6;

    /// <summary>More hyphens are allowed only if the text does not fit otherwise.</summary>
    private const int FewHyphens = 3;
    private const int ManyHyphens = 12;

    /// <summary>The factors on a candidate's score if a line is a single short word, and for each line.</summary>
    private const double WorthLonely = 0.85;
    private const double WorthLine = 0.98;

    /// <summary>The tolerance of estimated sizes: the measured size can be up to 4 % larger.</summary>
    private const double Margin = 0.96;

    /// <summary>The height of a line's ink, in font sizes.</summary>
    private const double InkHeight = 0.95;

    private const int MaxPieces = 300;
    private const int MaxLinesTried = 40;

    /// <summary>Finds the largest size between two limits.</summary>
    /// <param name="text">A text returned by <see cref="Typesetter.Clean"/>, not empty.</param>
    /// <param name="style">The style, without the size.</param>
    /// <param name="width">The width of the box in pixels.</param>
    /// <param name="height">The height of the box in pixels.</param>
    /// <param name="smallest">The minimum font size in pixels, at least 1.</param>
    /// <param name="largest">The maximum font size in pixels.</param>
    /// <param name="maxLines">The maximum number of lines.</param>
    /// <param name="hyphenate">True to hyphenate words that are too wide at the maximum size, by the rules of the style's language.</param>
    /// <returns>Null if it does not fit even at the minimum size. Text is never cut.</returns>
    public static FittedText? Largest(
        string text, TextStyle style, int width, int height, int smallest, int largest, int maxLines = int.MaxValue, bool hyphenate = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(style);
        if (width < 1 || height < 1)
        {
            return null;
        }

        var size = (Smallest: smallest, Largest: Math.Max(smallest, largest));
        var inPhrases = JapanesePhrases.Has(text);
        if ((!inPhrases && !Scripts.HasSpaces(text)) || Pieces(text, style, hyphenate ? (double)width / size.Largest : null) is not { Count: > 0 and <= MaxPieces } pieces)
        {
            return Wrapped(text, style, (width, height), size, maxLines);
        }

        var broken = Broken(new LineBreaker(pieces, GlyphWidths.Of(style)), style, (width, height), size, maxLines);
        return !inPhrases || broken?.Size >= size.Largest * WorthPhrases ? broken
            : Wrapped(text, style, (width, height), size, maxLines) is { } wrapped && !(broken?.Size >= wrapped.Size * WorthPhrases) ? wrapped
            : broken;
    }

    private static List<TextPiece> Pieces(string text, TextStyle style, double? widest) => TextPieces.Split(
        text, GlyphWidths.Of(style), widest is null ? null : Hyphenator.Find(style.Language), widest ?? 0);

    private static FittedText? Broken(
        LineBreaker breaker, TextStyle style, (int Width, int Height) box, (int Smallest, int Largest) size, int maxLines)
    {
        var candidates = new List<(double Worth, double Size, int Lines, double Widest, LineHyphens Hyphens)>();
        var hyphens = HyphensOf(breaker);
        for (var lines = breaker.MinLines; lines <= Math.Min(Math.Min(maxLines, breaker.MaxLines), MaxLinesTried); lines++)
        {
            var byHeight = box.Height / (((lines - 1) * style.LineHeight) + InkHeight);
            if (byHeight < size.Smallest * Margin)
            {
                break;
            }

            foreach (var (most, lonely) in hyphens.SelectMany(most => new[] { (most, false), (most, true) }))
            {
                var widest = breaker.Narrowest(lines, most, lonely);
                var fits = Math.Min(size.Largest, Math.Min(box.Width / widest, byHeight));
                if (fits >= size.Smallest * Margin)
                {
                    var worth = Math.Pow(WorthHyphenated, most.Max) * (most.Poor ? WorthPoor : 1) * (lonely ? WorthLonely : 1) * Math.Pow(WorthLine, lines);
                    candidates.Add((fits * worth, fits, lines, widest, most));
                }
            }
        }

        foreach (var candidate in candidates.OrderByDescending(one => one.Worth))
        {
            var wanted = Math.Clamp((int)candidate.Size, size.Smallest, size.Largest);
            var broken = breaker.Even(candidate.Lines, Math.Max(candidate.Widest, (double)box.Width / wanted), candidate.Hyphens);
            if (Confirmed(broken, style, box, size, wanted) is { } fitted)
            {
                return fitted;
            }
        }

        return null;
    }

    private static List<LineHyphens> HyphensOf(LineBreaker breaker)
    {
        List<LineHyphens> hyphens = [default];
        if (breaker.CanHyphenate)
        {
            hyphens.AddRange(Enumerable.Range(1, FewHyphens).Append(ManyHyphens).Select(most => new LineHyphens(most, Poor: false)));
        }

        if (breaker.HasPoorPlaces)
        {
            hyphens.AddRange([.. hyphens.Select(most => most with { Poor = true })]);
        }

        return hyphens;
    }

    /// <summary>Measures a broken text and corrects its size until it fits; null if it is below the minimum then.</summary>
    private static FittedText? Confirmed(BrokenText broken, TextStyle style, (int Width, int Height) box, (int Smallest, int Largest) limits, int size)
    {
        FittedText? best = null;
        while (size >= limits.Smallest)
        {
            var ink = Typesetter.Measure(broken.Text, style, size, Typesetter.Unlimited);
            var room = Math.Min((double)box.Width / Math.Max(1, ink.Width), (double)box.Height / Math.Max(1, ink.Height));
            if (room < 1)
            {
                if (best is not null)
                {
                    break;
                }

                size = Math.Min(size - 1, (int)(size * room));
                continue;
            }

            best = new FittedText(broken.Text, style, size, Typesetter.Unlimited, ink, broken.Lines) { Hyphens = broken.Hyphens, ShortLast = broken.ShortLast };
            var larger = Math.Min(limits.Largest, (int)(size * room));

            // A difference of 2 % is not visible.
            if (larger <= size + Math.Max(1, size / 50))
            {
                break;
            }

            size = larger;
        }

        return best;
    }

    private static FittedText? Wrapped(string text, TextStyle style, (int Width, int Height) box, (int Smallest, int Largest) size, int maxLines)
    {
        var (low, high) = size;
        if (Try(text, style, low, box, maxLines) is not { } best)
        {
            return null;
        }

        while (high - low > Math.Max(1, low / 50))
        {
            var middle = (low + high + 1) / 2;
            if (Try(text, style, middle, box, maxLines) is { } fits)
            {
                (low, best) = (middle, fits);
            }
            else
            {
                high = middle - 1;
            }
        }

        return Balance(best);
    }

    private static FittedText? Try(string text, TextStyle style, int size, (int Width, int Height) box, int maxLines)
    {
        var ink = Typesetter.Measure(text, style, size, box.Width);
        var fitted = new FittedText(text, style, size, box.Width, ink, CountLines(ink, style, size));
        return ink.Width <= box.Width && ink.Height <= box.Height && fitted.Lines <= maxLines ? fitted : null;
    }

    /// <summary>
    /// Finds the narrowest wrap that needs no additional line. This makes the lines similar in length and avoids a single word in the last line.
    /// </summary>
    private static FittedText Balance(FittedText fitted)
    {
        if (fitted.Lines == 1)
        {
            return fitted;
        }

        var (low, best) = (fitted.Wrap / fitted.Lines, fitted);
        while (best.Wrap - low > Math.Max(2, fitted.Size / 4))
        {
            var middle = (low + best.Wrap) / 2;
            var ink = Typesetter.Measure(fitted.Text, fitted.Style, fitted.Size, middle);
            if (ink.Height <= fitted.Ink.Height + (fitted.Size / 3) && ink.Width <= middle)
            {
                best = best with { Wrap = middle, Ink = ink };
            }
            else
            {
                low = middle;
            }
        }

        return best;
    }

    private static int CountLines(PixelArea ink, TextStyle style, int size) =>
        Math.Max(1, 1 + (int)Math.Round((ink.Height - size) / (style.LineHeight * size)));
}
