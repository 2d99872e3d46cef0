namespace Darkroom.Imaging.Drawing;

/// <summary>A text at the size and wrap that were found for it.</summary>
/// <param name="Text">Cleaned.</param>
/// <param name="Style">How it looks.</param>
/// <param name="Size">The font's size in pixels.</param>
/// <param name="Wrap">Where lines wrap, in pixels; less than the box where that evens the lines out.</param>
/// <param name="Ink">Where it is seen, from the top left of the wrap.</param>
/// <param name="Lines">How many lines.</param>
public sealed record FittedText(string Text, TextStyle Style, int Size, int Wrap, PixelArea Ink, int Lines);

/// <summary>Finds the largest size at which a text fits its box, on real measurements. Call inside <see cref="ImagePipeline.DrawAsync"/>.</summary>
public static class TextFit
{
    /// <param name="text">As from <see cref="Typesetter.Clean"/>, not empty.</param>
    /// <param name="style">How it looks.</param>
    /// <param name="width">Of the box, in pixels.</param>
    /// <param name="height">Of the box, in pixels.</param>
    /// <param name="smallest">The least size in pixels, 1 or more.</param>
    /// <param name="largest">The greatest size in pixels.</param>
    /// <param name="maxLines">No more lines than these.</param>
    /// <returns>Null where it does not fit even at the least size; it is never cut.</returns>
    public static FittedText? Largest(string text, TextStyle style, int width, int height, int smallest, int largest, int maxLines = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(style);
        var (low, high) = (smallest, Math.Max(smallest, largest));
        if (width < 1 || height < 1 || Try(text, style, low, width, height, maxLines) is not { } best)
        {
            return null;
        }

        // Sizes within a fiftieth look the same.
        while (high - low > Math.Max(1, low / 50))
        {
            var middle = (low + high + 1) / 2;
            if (Try(text, style, middle, width, height, maxLines) is { } fits)
            {
                (low, best) = (middle, fits);
            }
            else
            {
                high = middle - 1;
            }
        }

        return Even(best);
    }

    private static FittedText? Try(string text, TextStyle style, int size, int width, int height, int maxLines)
    {
        var ink = Typesetter.Measure(text, style, size, width);
        var fitted = new FittedText(text, style, size, width, ink, LinesOf(ink, style, size));
        return ink.Width <= width && ink.Height <= height && fitted.Lines <= maxLines ? fitted : null;
    }

    /// <summary>
    /// The narrowest wrap that needs no further line: lines of like length, and with them no single word left over in the last.
    /// </summary>
    private static FittedText Even(FittedText fitted)
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

    private static int LinesOf(PixelArea ink, TextStyle style, int size) =>
        Math.Max(1, 1 + (int)Math.Round((ink.Height - size) / (style.LineHeight * size)));
}
