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
            var opacities = new int[eased.Columns];
            for (var y = 0; y < canvas.Area.Height; y++)
            {
                var range = eased.Row(y, opacities);
                var (from, to) = (range.Start.Value, Math.Min(range.End.Value, canvas.Area.Width));
                if (from >= to)
                {
                    continue;
                }

                var row = canvas.Row(y, from, to - from);
                for (var x = from; x < to; x++)
                {
                    Canvas.Blend(row.Slice((x - from) * 3, 3), colour, eased.At(x, opacities) >> 8);
                }
            }
        }

        /// <summary>Draws a soft shadow around letters.</summary>
        /// <param name="text">Rendered text.</param>
        /// <param name="x">Its place.</param>
        /// <param name="y">Its place.</param>
        /// <param name="radius">How far the shadow reaches at nearly full strength, in pixels; it ends at about three times the distance.</param>
        /// <param name="colour">The colour of the shadow.</param>
        /// <param name="opacity">The opacity beside the letters, 0 to 1.</param>
        public void Shadow(Pixels text, int x, int y, int radius, Rgb colour, double opacity)
        {
            ArgumentNullException.ThrowIfNull(text);
            var pad = radius * 3;
            var (width, height) = (text.Width + (2 * pad), text.Height + (2 * pad));
            var mask = new byte[width * height];
            for (var row = 0; row < text.Height; row++)
            {
                for (var column = 0; column < text.Width; column++)
                {
                    mask[((row + pad) * width) + column + pad] = text.Data[(((row * text.Width) + column) * 4) + 3];
                }
            }

            for (var pass = 0; pass < 2; pass++)
            {
                mask = Blurred(mask, width, height, radius);
            }

            // Where a quarter of the surroundings are letters, the shadow has its full strength.
            const int boost = 4;
            var full = (int)(Math.Clamp(opacity, 0, 1) * 256);
            var visible = new PixelArea(x - pad, y - pad, width, height).Intersect(canvas.Area);
            for (var row = visible.Y; row < visible.Bottom; row++)
            {
                var pixels = canvas.Row(row, visible.X, visible.Width);
                var from = ((row - y + pad) * width) + visible.X - x + pad;
                for (var column = 0; column < visible.Width; column++)
                {
                    if (mask[from + column] is > 0 and var covered)
                    {
                        Canvas.Blend(pixels.Slice(column * 3, 3), colour, Math.Min(255, covered * boost) * full / 255);
                    }
                }
            }
        }

        /// <summary>Returns the mean colours of the small squares under and around letters: what they must stand out from.</summary>
        /// <param name="text">Rendered text.</param>
        /// <param name="x">Its place.</param>
        /// <param name="y">Its place.</param>
        /// <param name="edge">The edge of a square in pixels.</param>
        public IReadOnlyList<(int X, int Y, Rgb Colour)> CellsUnder(Pixels text, int x, int y, int edge)
        {
            ArgumentNullException.ThrowIfNull(text);
            var (columns, rows) = (((text.Width - 1) / edge) + 3, ((text.Height - 1) / edge) + 3);
            var letters = new bool[columns * rows];
            for (var row = 0; row < text.Height; row++)
            {
                for (var column = 0; column < text.Width; column++)
                {
                    if (text.Data[(((row * text.Width) + column) * 4) + 3] > 64)
                    {
                        letters[(((row / edge) + 1) * columns) + (column / edge) + 1] = true;
                    }
                }
            }

            var cells = new List<(int X, int Y, Rgb Colour)>();
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                {
                    var cell = new PixelArea(x + ((column - 1) * edge), y + ((row - 1) * edge), edge, edge).Intersect(canvas.Area);
                    if (cell.Width > 0 && cell.Height > 0 && IsNear(row, column))
                    {
                        cells.Add((cell.X, cell.Y, canvas.Mean(cell)));
                    }
                }
            }

            return cells;

            bool IsNear(int row, int column)
            {
                for (var down = Math.Max(0, row - 1); down <= Math.Min(rows - 1, row + 1); down++)
                {
                    for (var across = Math.Max(0, column - 1); across <= Math.Min(columns - 1, column + 1); across++)
                    {
                        if (letters[(down * columns) + across])
                        {
                            return true;
                        }
                    }
                }

                return false;
            }
        }
    }

    /// <summary>Replaces each value with the mean of the square around it.</summary>
    private static byte[] Blurred(byte[] mask, int width, int height, int radius)
    {
        var size = (2 * radius) + 1;
        var across = new byte[mask.Length];
        for (var y = 0; y < height; y++)
        {
            Means(mask.AsSpan(y * width, width), across.AsSpan(y * width, width), radius);
        }

        // Whole rows are added at a time: columns one by one would miss the cache.
        var sums = new int[width];
        var result = new byte[mask.Length];
        for (var y = -radius; y < height; y++)
        {
            if (y + radius < height)
            {
                Add(across.AsSpan((y + radius) * width, width), sums, 1);
            }

            if (y - radius - 1 >= 0)
            {
                Add(across.AsSpan((y - radius - 1) * width, width), sums, -1);
            }

            for (var x = 0; y >= 0 && x < width; x++)
            {
                result[(y * width) + x] = (byte)(sums[x] / size);
            }
        }

        return result;
    }

    private static void Means(ReadOnlySpan<byte> from, Span<byte> to, int radius)
    {
        var (sum, size) = (0, (2 * radius) + 1);
        for (var at = -radius; at < from.Length; at++)
        {
            sum += at + radius < from.Length ? from[at + radius] : 0;
            sum -= at - radius - 1 >= 0 ? from[at - radius - 1] : 0;
            if (at >= 0)
            {
                to[at] = (byte)(sum / size);
            }
        }
    }

    private static void Add(ReadOnlySpan<byte> values, Span<int> sums, int sign)
    {
        for (var at = 0; at < values.Length; at++)
        {
            sums[at] += sign * values[at];
        }
    }
}
