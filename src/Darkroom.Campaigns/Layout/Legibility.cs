using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>A rendered text, or a logo, and its place.</summary>
/// <param name="Cells">Its squares.</param>
/// <param name="Size">The font size in pixels.</param>
internal readonly record struct SetText(Pixels Letters, LetterCells Cells, int X, int Y, int Size)
{
    /// <summary>The edge of its squares in pixels.</summary>
    internal static int EdgeOf(int size) => Math.Max(3, size / 8);
}

/// <summary>The colour of a text.</summary>
/// <param name="Required">The contrast that the image was prepared for.</param>
internal readonly record struct TextInk(Rgb Colour, double Required = BrandPalette.Readable);

/// <summary>
/// Makes text readable on an image with as little as possible: nothing, a soft shadow, or a shadow on an eased gradient in the image's own
/// dark or light tone. What counts are the pixels under and around the letters, and the worst of them.
/// </summary>
internal sealed class Legibility(Canvas canvas, LayoutFrame frame, BrandPalette palette)
{
    /// <summary>The contrast that WCAG 2.2 AA requires of large type, and of graphics such as a logo.</summary>
    internal const double ReadableLarge = 3;

    /// <summary>A factor on the required contrast that makes up for rounding and compression.</summary>
    private const double Reserve = 1.06;

    /// <summary>Up to this opacity a shadow alone is tried.</summary>
    private const double ShadowOnly = 0.4;

    /// <summary>The opacity of a shadow: the least that is visible, and beside a gradient.</summary>
    private const double LightShadow = 0.2;
    private const double Shadow = 0.34;

    /// <summary>The maximum number of gradients. One is usually enough; another corrects rounding.</summary>
    private const int MaxGradients = 4;

    /// <summary>The ink that the image's other creatives have is replaced only if the other one needs this much less opacity.</summary>
    private const double PreferFamily = 0.15;

    /// <summary>The share of squares that may have less contrast.</summary>
    private const double Ignored = 0.02;

    /// <summary>Returns the lowest contrast that a colour has under and around letters, without the worst 2 % of it.</summary>
    internal static double Contrast(Canvas canvas, SetText text, Rgb colour) => Contrast(Cells(canvas, text), colour);

    internal static double Contrast(IReadOnlyList<(int X, int Y, Rgb Colour)> cells, Rgb colour) => Worst(cells, colour) is { } worst ? worst.Contrast(colour) : 0;

    /// <summary>Returns the lowest of contrasts without the worst 2 %; 0 if there is none.</summary>
    internal static double Worst(IEnumerable<double> contrasts)
    {
        double[] sorted = [.. contrasts];
        Array.Sort(sorted);
        return sorted.Length == 0 ? 0 : sorted[(int)(sorted.Length * Ignored)];
    }

    /// <summary>Returns the square on which a colour has the lowest contrast, without the worst 2 %; null if there is none.</summary>
    private static Rgb? Worst(IReadOnlyList<(int X, int Y, Rgb Colour)> cells, Rgb colour)
    {
        if (cells.Count == 0)
        {
            return null;
        }

        var contrasts = new double[cells.Count];
        for (var at = 0; at < contrasts.Length; at++)
        {
            contrasts[at] = cells[at].Colour.Contrast(colour);
        }

        // Sorting the numbers alone is several times as fast as sorting the squares by them.
        var sorted = (double[])contrasts.Clone();
        Array.Sort(sorted);
        return cells[Array.IndexOf(contrasts, sorted[(int)(sorted.Length * Ignored)])].Colour;
    }

    /// <summary>Returns the share of black or white that makes a text readable on a colour; 0 if it is already.</summary>
    internal static double NeedOf(Rgb text, Rgb colour) =>
        new Help(text, text == Rgb.White ? Rgb.Ink : Rgb.White).For(colour, BrandPalette.Readable);

    /// <summary>Prepares the image for a text that is about to be drawn.</summary>
    /// <param name="isLarge">True for large type: if that saves a gradient, a contrast of 3 is enough.</param>
    /// <param name="ink">The colour that the image's other texts have: white, or the brand's darkest.</param>
    /// <returns>That colour, or the other one if that needs much less.</returns>
    internal TextInk Prepare(SetText text, bool isLarge, Rgb ink)
    {
        var cells = Cells(canvas, text);
        if (cells.Count == 0)
        {
            return new TextInk(ink);
        }

        var own = Own(text);
        var required = BrandPalette.Readable;
        var (help, worst, need) = NeedFor(ink);
        if (need > PreferFamily && NeedFor(ink == Rgb.White ? palette.Deep : Rgb.White) is var instead && instead.Need < need - PreferFamily)
        {
            (help, worst, need) = instead;
        }

        if (isLarge && need > ShadowOnly && help.For(worst, ReadableLarge) is <= ShadowOnly and var less)
        {
            (need, required) = (less, ReadableLarge);
        }

        Apply(help, need, text, required);
        return new TextInk(help.Text, required);

        (Help Help, Rgb Worst, double Need) NeedFor(Rgb colour)
        {
            var chosen = HelpFor(colour, own);
            var least = Worst(cells, colour)!.Value;
            return (chosen, least, chosen.For(least, BrandPalette.Readable));
        }
    }

    /// <summary>Prepares the image for a logo that is about to be drawn in a colour.</summary>
    internal void Prepare(SetText logo, Rgb colour)
    {
        var help = HelpFor(colour, Own(logo));
        if (Worst(Cells(canvas, logo), colour) is { } worst)
        {
            Apply(help, help.For(worst, ReadableLarge), logo, ReadableLarge);
        }
    }

    /// <summary>Draws a shadow, and a gradient for what is still missing. Both mix the image with the same tone, so each adds to the other.</summary>
    private void Apply(Help help, double need, SetText text, double required)
    {
        if (need == 0)
        {
            return;
        }

        var shadow = SoftShadow.Of(text.Letters, Math.Max(2, text.Size / 6));
        canvas.Draw(shadow, text.X, text.Y, help.Tone, need <= ShadowOnly ? Math.Max(LightShadow, need * 1.2) : Shadow);
        for (var attempt = 0; attempt < MaxGradients; attempt++)
        {
            var cells = Cells(canvas, text);
            if (Contrast(cells, help.Text) >= required)
            {
                return;
            }

            var field = new OpacityField(canvas.Area, Math.Max(3, frame.Scale(0.02)));
            foreach (var (x, y, colour) in cells)
            {
                field.Require(x, y, help.For(colour, required));
            }

            canvas.Shade(field, help.Tone);
        }
    }

    private Rgb Own(SetText text) => canvas.Mean(new PixelArea(text.X, text.Y, text.Letters.Width, text.Letters.Height).Intersect(frame.Full));

    private static Help HelpFor(Rgb text, Rgb own) => new(text, Toned(own, text, text.Contrast(Rgb.White) < text.Contrast(Rgb.Ink) ? Rgb.Ink : Rgb.White));

    private static IReadOnlyList<(int X, int Y, Rgb Colour)> Cells(Canvas canvas, SetText text) =>
        text.Cells.On(canvas, text.X, text.Y);

    /// <summary>Moves a colour of the image towards ink or white until text is clearly readable on it.</summary>
    private static Rgb Toned(Rgb own, Rgb text, Rgb extreme)
    {
        const double clear = 13;
        for (var share = 0.0; share < 1; share += 0.05)
        {
            // A factor keeps the hue; a mix alone would turn grey.
            var toned = extreme == Rgb.White ? own.Mix(Rgb.White, share) : new Rgb(Scaled(own.Red), Scaled(own.Green), Scaled(own.Blue));
            if (toned.Contrast(text) >= clear)
            {
                return toned;
            }

            byte Scaled(byte channel) => (byte)(channel * (1 - share));
        }

        return extreme;
    }

    /// <summary>A colour of text with the tone that the image is mixed with.</summary>
    private sealed record Help(Rgb Text, Rgb Tone)
    {
        /// <summary>Returns the share of the tone at which the text is readable on a colour; 0 if it is already.</summary>
        internal double For(Rgb colour, double contrast)
        {
            var required = contrast * Reserve;
            if (colour.Contrast(Text) >= required)
            {
                return 0;
            }

            var (low, high) = (0.0, 1.0);
            while (high - low > 0.02)
            {
                var middle = (low + high) / 2;
                (low, high) = colour.Mix(Tone, middle).Contrast(Text) >= required ? (low, middle) : (middle, high);
            }

            return high;
        }
    }
}
