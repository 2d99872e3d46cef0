using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>A rendered text and its place.</summary>
/// <param name="Size">The font size in pixels.</param>
internal readonly record struct SetText(Pixels Letters, int X, int Y, int Size);

/// <summary>
/// Makes text readable on an image with as little as possible: nothing, a soft shadow, or a shadow on an eased gradient in the image's own
/// dark or light tone. What counts are the pixels under and around the letters, and the worst of them.
/// </summary>
internal sealed class Legibility(Canvas canvas, LayoutFrame frame, BrandPalette palette)
{
    /// <summary>A factor on the required contrast that makes up for rounding and compression.</summary>
    private const double Reserve = 1.06;

    /// <summary>Up to this opacity a shadow alone is tried.</summary>
    private const double ShadowOnly = 0.4;

    /// <summary>The opacity of a shadow: the least that is visible, and beside a gradient.</summary>
    private const double LightShadow = 0.2;
    private const double Shadow = 0.34;

    /// <summary>The maximum number of gradients. One is usually enough; another corrects rounding.</summary>
    private const int MaxGradients = 4;

    /// <summary>Dark text is used only if it needs at least this much less opacity than white text.</summary>
    private const double PreferWhite = 0.12;

    /// <summary>The share of squares that may have less contrast.</summary>
    private const double Ignored = 0.02;

    /// <summary>Returns the lowest contrast that a colour has under and around letters, without the worst 2 % of it.</summary>
    internal static double Contrast(Canvas canvas, SetText text, Rgb colour) => Worst(Cells(canvas, text), colour);

    private static double Worst(IReadOnlyList<(int X, int Y, Rgb Colour)> cells, Rgb colour)
    {
        var contrasts = new double[cells.Count];
        for (var at = 0; at < contrasts.Length; at++)
        {
            contrasts[at] = cells[at].Colour.Contrast(colour);
        }

        Array.Sort(contrasts);
        return contrasts.Length == 0 ? 0 : contrasts[(int)(contrasts.Length * Ignored)];
    }

    /// <summary>Prepares the image for a text that is about to be drawn.</summary>
    /// <returns>The colour of the text.</returns>
    internal Rgb Prepare(SetText text)
    {
        var cells = Cells(canvas, text);
        if (cells.Count == 0)
        {
            return Rgb.White;
        }

        var area = new PixelArea(text.X, text.Y, text.Letters.Width, text.Letters.Height);
        var own = canvas.Mean(area.Intersect(frame.Full));
        var (white, dark) = (new Help(Rgb.White, Toned(own, Rgb.White, Rgb.Ink)), new Help(palette.Deep, Toned(own, palette.Deep, Rgb.White)));
        var (needWhite, needDark) = (white.Strongest(cells), dark.Strongest(cells));
        var (help, need) = needDark < needWhite - PreferWhite ? (dark, needDark) : (white, needWhite);
        if (need > 0)
        {
            Apply(help, need, text);
        }

        return help.Text;
    }

    /// <summary>Draws a shadow, and a gradient for what is still missing. Both mix the image with the same tone, so each adds to the other.</summary>
    private void Apply(Help help, double need, SetText text)
    {
        var shadow = SoftShadow.Of(text.Letters, Math.Max(2, text.Size / 6));
        canvas.Draw(shadow, text.X, text.Y, help.Tone, need <= ShadowOnly ? Math.Max(LightShadow, need * 1.2) : Shadow);
        for (var attempt = 0; attempt < MaxGradients; attempt++)
        {
            var cells = Cells(canvas, text);
            if (Worst(cells, help.Text) >= BrandPalette.Readable)
            {
                return;
            }

            var field = new OpacityField(canvas.Area, Math.Max(3, frame.Scale(0.02)));
            foreach (var (x, y, colour) in cells)
            {
                field.Require(x, y, help.For(colour));
            }

            canvas.Shade(field, help.Tone);
        }
    }

    private static IReadOnlyList<(int X, int Y, Rgb Colour)> Cells(Canvas canvas, SetText text) =>
        canvas.CellsUnder(text.Letters, text.X, text.Y, Math.Max(3, text.Size / 8));

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
        internal double For(Rgb colour)
        {
            const double required = BrandPalette.Readable * Reserve;
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

        /// <summary>Returns the share that the worst of the squares need, without 2 % of them.</summary>
        internal double Strongest(IReadOnlyList<(int X, int Y, Rgb Colour)> cells) =>
            cells.Count == 0 ? 0 : For(cells.Select(cell => cell.Colour).OrderBy(colour => colour.Contrast(Text)).ElementAt((int)(cells.Count * Ignored)));
    }
}
