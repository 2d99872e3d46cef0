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
            var weights = new byte[canvas.Area.Width];
            for (var y = 0; y < canvas.Area.Height; y++)
            {
                var (from, to) = eased.Row(y, weights);
                if (from < to)
                {
                    Blend(canvas.Row(y, from, to - from), weights.AsSpan(from, to - from), colour);
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
            var weights = new byte[visible.Width];
            for (var row = visible.Y; row < visible.Bottom; row++)
            {
                shadow.Row(visible.X - left, row - top, full, weights);
                Blend(canvas.Row(row, visible.X, visible.Width), weights, colour);
            }
        }
    }

    /// <summary>Blends a colour into a row of pixels.</summary>
    /// <param name="row">The pixels.</param>
    /// <param name="weights">The weight of the colour in each pixel, 0 to 255.</param>
    /// <param name="colour">The colour.</param>
    private static void Blend(Span<byte> row, ReadOnlySpan<byte> weights, Rgb colour)
    {
        const int pixels = 16;
        var (red, green, blue) = ((ushort)colour.Red, (ushort)colour.Green, (ushort)colour.Blue);

        // Sixteen pixels are three vectors; the channel that each begins with is the next one.
        var redFirst = Vector128.Create(red, green, blue, red, green, blue, red, green);
        var greenFirst = Vector128.Create(green, blue, red, green, blue, red, green, blue);
        var blueFirst = Vector128.Create(blue, red, green, blue, red, green, blue, red);
        var at = 0;
        for (; at + pixels <= weights.Length; at += pixels)
        {
            var weight = Vector128.Create(weights[at..]);
            var part = row.Slice(at * 3, pixels * 3);
            Mix(part, Vector128.Shuffle(weight, Vector128.Create((byte)0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5)), redFirst, blueFirst);
            Mix(part[pixels..], Vector128.Shuffle(weight, Vector128.Create((byte)5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10)), greenFirst, redFirst);
            Mix(part[(pixels * 2)..], Vector128.Shuffle(weight, Vector128.Create((byte)10, 11, 11, 11, 12, 12, 12, 13, 13, 13, 14, 14, 14, 15, 15, 15)), blueFirst, greenFirst);
        }

        for (; at < weights.Length; at++)
        {
            Canvas.Blend(row.Slice(at * 3, 3), colour, weights[at] + (weights[at] >> 7));
        }
    }

    /// <summary>Mixes sixteen channels with as many weights.</summary>
    private static void Mix(Span<byte> channels, Vector128<byte> weights, Vector128<ushort> lowColours, Vector128<ushort> highColours)
    {
        var (low, high) = Vector128.Widen(Vector128.Create<byte>(channels));
        var (lowWeights, highWeights) = Vector128.Widen(weights);
        Vector128.Narrow(Mixed(low, lowWeights, lowColours), Mixed(high, highWeights, highColours)).CopyTo(channels);

        static Vector128<ushort> Mixed(Vector128<ushort> pixels, Vector128<ushort> weight, Vector128<ushort> colour)
        {
            var full = weight + (weight >>> 7);
            return ((pixels * (Vector128.Create((ushort)256) - full)) + (colour * full)) >>> 8;
        }
    }
}
