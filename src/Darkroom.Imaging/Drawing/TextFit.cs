namespace Darkroom.Imaging.Drawing;

/// <summary>A text with the size and line breaks at which it fits.</summary>
/// <param name="Text">The text, as returned by <see cref="Typesetter.Clean"/>.</param>
/// <param name="Style">The style, without the size.</param>
/// <param name="Size">The font size in pixels.</param>
/// <param name="Wrap">The width at which lines wrap, in pixels; less than the width of the box if that makes the lines more even.</param>
/// <param name="Ink">The visible area, relative to the top left of the wrapped text.</param>
/// <param name="Lines">The number of lines.</param>
public sealed record FittedText(string Text, TextStyle Style, int Size, int Wrap, PixelArea Ink, int Lines);

/// <summary>Finds the largest font size at which a text fits its box, by measuring. Call inside <see cref="ImagePipeline.DrawAsync"/>.</summary>
public static class TextFit
{
    /// <summary>Finds the largest size between two limits.</summary>
    /// <param name="text">A text returned by <see cref="Typesetter.Clean"/>, not empty.</param>
    /// <param name="style">The style, without the size.</param>
    /// <param name="width">The width of the box in pixels.</param>
    /// <param name="height">The height of the box in pixels.</param>
    /// <param name="smallest">The minimum font size in pixels, at least 1.</param>
    /// <param name="largest">The maximum font size in pixels.</param>
    /// <param name="maxLines">The maximum number of lines.</param>
    /// <returns>Null if it does not fit even at the minimum size. Text is never cut.</returns>
    public static FittedText? Largest(string text, TextStyle style, int width, int height, int smallest, int largest, int maxLines = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(style);
        var (low, high) = (smallest, Math.Max(smallest, largest));
        if (width < 1 || height < 1 || Try(text, style, low, width, height, maxLines) is not { } best)
        {
            return null;
        }

        // A difference of 2 % is not visible.
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

        return Balance(best);
    }

    private static FittedText? Try(string text, TextStyle style, int size, int width, int height, int maxLines)
    {
        var ink = Typesetter.Measure(text, style, size, width);
        var fitted = new FittedText(text, style, size, width, ink, CountLines(ink, style, size));
        return ink.Width <= width && ink.Height <= height && fitted.Lines <= maxLines ? fitted : null;
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
