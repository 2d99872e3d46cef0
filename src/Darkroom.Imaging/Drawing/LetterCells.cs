namespace Darkroom.Imaging.Drawing;

/// <summary>The small squares under and around letters: what the letters must stand out from. Found once for a text, read on any canvas.</summary>
public sealed class LetterCells
{
    /// <summary>The alpha from which on a pixel belongs to a letter.</summary>
    private const int Visible = 64;

    private readonly int _edge;

    /// <summary>The first pixel of each square, from the top left of the letters.</summary>
    private readonly (int X, int Y)[] _places;

    /// <summary>The approximate memory use in bytes.</summary>
    public long Bytes => _places.Length * 2L * sizeof(int);

    private LetterCells(int edge, (int X, int Y)[] places) => (_edge, _places) = (edge, places);

    /// <summary>Finds the squares of a text.</summary>
    /// <param name="text">Pixels with alpha.</param>
    /// <param name="edge">The edge of a square in pixels.</param>
    public static LetterCells From(Pixels text, int edge)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(edge, 1);
        var (columns, rows) = (((text.Width - 1) / edge) + 3, ((text.Height - 1) / edge) + 3);
        var letters = new bool[columns * rows];
        for (var row = 0; row < text.Height; row++)
        {
            var line = letters.AsSpan((((row / edge) + 1) * columns) + 1);
            var pixels = text.Data.AsSpan(row * text.Width * 4, text.Width * 4);
            for (int column = 0, first = 0; first < pixels.Length; column++, first += edge * 4)
            {
                var end = Math.Min(pixels.Length, first + (edge * 4));
                for (var at = first + 3; at < end && !line[column]; at += 4)
                {
                    line[column] = pixels[at] > Visible;
                }
            }
        }

        var places = new List<(int X, int Y)>();
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                if (IsNear(letters, columns, row, column))
                {
                    places.Add(((column - 1) * edge, (row - 1) * edge));
                }
            }
        }

        return new LetterCells(edge, [.. places]);
    }

    /// <summary>Returns the mean colours of the squares that are on a canvas.</summary>
    /// <param name="canvas">The canvas.</param>
    /// <param name="x">The left edge of the letters on it.</param>
    /// <param name="y">The top edge of the letters on it.</param>
    public IReadOnlyList<(int X, int Y, Rgb Colour)> On(Canvas canvas, int x, int y)
    {
        ArgumentNullException.ThrowIfNull(canvas);
        var cells = new List<(int X, int Y, Rgb Colour)>(_places.Length);
        foreach (var (left, top) in _places)
        {
            var cell = new PixelArea(x + left, y + top, _edge, _edge).Intersect(canvas.Area);
            if (cell.Width > 0 && cell.Height > 0)
            {
                cells.Add((cell.X, cell.Y, canvas.Mean(cell)));
            }
        }

        return cells;
    }

    private static bool IsNear(bool[] letters, int columns, int row, int column)
    {
        var rows = letters.Length / columns;
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
