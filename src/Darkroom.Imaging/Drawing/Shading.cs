using System.Runtime.Intrinsics;

namespace Darkroom.Imaging.Drawing;

/// <summary>Draws what makes text readable on an image.</summary>
public static class Shading
{
    extension(Canvas canvas)
    {
        /// <summary>Blends a colour into a canvas as a field says.</summary>
        public void Shade(OpacityField field, Rgb colour)
        {
            ArgumentNullException.ThrowIfNull(field);
            var eased = field.Eased();
            var weights = new ushort[canvas.Area.Width * 3];
            var colours = Repeated(colour, canvas.Area.Width);
            for (var y = 0; y < canvas.Area.Height; y++)
            {
                var (from, to) = eased.Row(y, weights);
                if (from < to)
                {
                    Blend(canvas.Row(y, from, to - from), weights.AsSpan(from * 3, (to - from) * 3), colours);
                }
            }
        }

        /// <summary>Draws a soft shadow around letters.</summary>
        /// <param name="shadow">What <see cref="SoftShadow.Of"/> returned for the letters.</param>
        /// <param name="x">The place of the letters.</param>
        /// <param name="y">The place of the letters.</param>
        /// <param name="colour">The colour of the shadow.</param>
        /// <param name="opacity">The opacity beside the letters, 0 to 1.</param>
        public void Draw(SoftShadow shadow, int x, int y, Rgb colour, double opacity)
        {
            ArgumentNullException.ThrowIfNull(shadow);
            var full = (int)(Math.Clamp(opacity, 0, 1) * 256);
            var (left, top) = (x - shadow.Pad, y - shadow.Pad);
            var visible = new PixelArea(left, top, shadow.Width, shadow.Height).Intersect(canvas.Area);
            var weights = new ushort[visible.Width * 3];
            var colours = Repeated(colour, visible.Width);
            for (var row = visible.Y; row < visible.Bottom; row++)
            {
                shadow.Row(visible.X - left, row - top, full, weights);
                Blend(canvas.Row(row, visible.X, visible.Width), weights, colours);
            }
        }
    }

    private static ushort[] Repeated(Rgb colour, int pixels)
    {
        var colours = new ushort[pixels * 3];
        for (var at = 0; at < colours.Length; at += 3)
        {
            (colours[at], colours[at + 1], colours[at + 2]) = (colour.Red, colour.Green, colour.Blue);
        }

        return colours;
    }

    /// <summary>Blends colours into a row of pixels. All spans have one value for each channel.</summary>
    /// <param name="row">The pixels.</param>
    /// <param name="weights">The weight of the colour, 0 to 256.</param>
    /// <param name="colours">At least as many colours.</param>
    private static void Blend(Span<byte> row, ReadOnlySpan<ushort> weights, ReadOnlySpan<ushort> colours)
    {
        const int step = 16;
        var at = 0;
        for (; at + step <= row.Length; at += step)
        {
            var (low, high) = Vector128.Widen(Vector128.Create<byte>(row.Slice(at, step)));
            Vector128.Narrow(
                Mixed(low, Vector128.Create(weights[at..]), Vector128.Create(colours[at..])),
                Mixed(high, Vector128.Create(weights[(at + (step / 2))..]), Vector128.Create(colours[(at + (step / 2))..]))).CopyTo(row[at..]);
        }

        for (; at < row.Length; at++)
        {
            row[at] = (byte)(((row[at] * (256 - weights[at])) + (colours[at] * weights[at])) >> 8);
        }

        static Vector128<ushort> Mixed(Vector128<ushort> pixels, Vector128<ushort> weight, Vector128<ushort> colour) =>
            ((pixels * (Vector128.Create((ushort)256) - weight)) + (colour * weight)) >>> 8;
    }
}
