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
            var weights = new int[canvas.Area.Width];
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
            var weights = new int[visible.Width];
            for (var row = visible.Y; row < visible.Bottom; row++)
            {
                shadow.Row(visible.X - left, row - top, full, weights);
                Blend(canvas.Row(row, visible.X, visible.Width), weights, colour);
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
                var line = letters.AsSpan((((row / edge) + 1) * columns) + 1);
                var pixels = text.Data.AsSpan(row * text.Width * 4, text.Width * 4);
                for (int column = 0, at = 3; at < pixels.Length; column++)
                {
                    for (var end = Math.Min(pixels.Length, at + (edge * 4)); at < end; at += 4)
                    {
                        line[column] |= pixels[at] > 64;
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

    /// <summary>Blends a colour into a row of pixels, each with its own weight, 0 to 256.</summary>
    private static void Blend(Span<byte> row, ReadOnlySpan<int> weights, Rgb colour)
    {
        for (int at = 0, pixel = 0; pixel < weights.Length && at + 2 < row.Length; at += 3, pixel++)
        {
            var weight = weights[pixel];
            row[at] = (byte)(row[at] + (((colour.Red - row[at]) * weight) >> 8));
            row[at + 1] = (byte)(row[at + 1] + (((colour.Green - row[at + 1]) * weight) >> 8));
            row[at + 2] = (byte)(row[at + 2] + (((colour.Blue - row[at + 2]) * weight) >> 8));
        }
    }
}
