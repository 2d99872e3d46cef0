namespace Darkroom.Imaging.Drawing;

/// <summary>
/// An opacity for each place of a canvas that is high where it must be and changes slowly everywhere, so that it shows no edge. Kept as a
/// coarse grid and interpolated.
/// </summary>
public sealed class OpacityField
{
    /// <summary>How far the strongest values spread before they are eased, in cells.</summary>
    private const int Spread = 3;

    /// <summary>The radius of each of the three box filters that ease the field, in cells. Together they are close to a bell curve.</summary>
    private const int Ease = 2;

    private readonly int _cell;
    private readonly int _columns;
    private readonly int _rows;
    private readonly double[] _wanted;

    /// <param name="area">The area of the canvas.</param>
    /// <param name="cell">The edge of a cell in pixels. The field ends about 9 cells from what needs it.</param>
    public OpacityField(PixelArea area, int cell)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cell, 1);
        (_cell, _columns, _rows) = (cell, (area.Width / cell) + 1, (area.Height / cell) + 1);
        _wanted = new double[_columns * _rows];
    }

    /// <summary>Requires an opacity, 0 to 1, at a pixel, and so in the cells that it is interpolated between.</summary>
    public void Require(int x, int y, double opacity)
    {
        var (left, top) = (Math.Max(0, x - (_cell / 2)) / _cell, Math.Max(0, y - (_cell / 2)) / _cell);
        for (var row = Math.Min(_rows - 1, top); row <= Math.Min(_rows - 1, top + 1); row++)
        {
            for (var column = Math.Min(_columns - 1, left); column <= Math.Min(_columns - 1, left + 1); column++)
            {
                ref var wanted = ref _wanted[(row * _columns) + column];
                wanted = Math.Max(wanted, Math.Clamp(opacity, 0, 1));
            }
        }
    }

    /// <summary>Returns the eased opacities, which are nowhere lower than required, row by row.</summary>
    internal EasedOpacity Eased()
    {
        var field = Filter(_wanted, Spread, Strongest);
        for (var pass = 0; pass < 3; pass++)
        {
            field = Filter(field, Ease, Mean);
        }

        var factor = 1.0;
        for (var at = 0; at < field.Length; at++)
        {
            factor = _wanted[at] > 0 && field[at] > 0 ? Math.Max(factor, _wanted[at] / field[at]) : factor;
        }

        return new EasedOpacity(_cell, _columns, _rows, Array.ConvertAll(field, value => (int)(Math.Min(1, value * factor) * EasedOpacity.One)));
    }

    private double[] Filter(double[] field, int radius, Func<double[], int, int, int, double> value)
    {
        var across = new double[field.Length];
        for (var y = 0; y < _rows; y++)
        {
            for (var x = 0; x < _columns; x++)
            {
                across[(y * _columns) + x] = value(field, (y * _columns) + Math.Max(0, x - radius), (y * _columns) + Math.Min(_columns - 1, x + radius), 1);
            }
        }

        var result = new double[field.Length];
        for (var y = 0; y < _rows; y++)
        {
            for (var x = 0; x < _columns; x++)
            {
                result[(y * _columns) + x] = value(across, (Math.Max(0, y - radius) * _columns) + x, (Math.Min(_rows - 1, y + radius) * _columns) + x, _columns);
            }
        }

        return result;
    }

    private static double Strongest(double[] field, int from, int to, int step)
    {
        var strongest = 0.0;
        for (var at = from; at <= to; at += step)
        {
            strongest = Math.Max(strongest, field[at]);
        }

        return strongest;
    }

    private static double Mean(double[] field, int from, int to, int step)
    {
        var sum = 0.0;
        for (var at = from; at <= to; at += step)
        {
            sum += field[at];
        }

        return sum / (((to - from) / step) + 1);
    }
}

/// <summary>A grid of opacities that is interpolated between the middles of its cells.</summary>
internal sealed class EasedOpacity(int cell, int columns, int rows, int[] field)
{
    /// <summary>The value of full opacity.</summary>
    internal const int One = 1 << 16;

    private readonly int[] _line = new int[columns];

    /// <summary>Writes the weights, 0 to 255, of a row of pixels.</summary>
    /// <returns>The columns that are not transparent; others are not written.</returns>
    internal (int From, int To) Row(int y, Span<byte> weights)
    {
        var (first, last) = Interpolate(y);
        if (last < 0)
        {
            return (0, 0);
        }

        // Between the middles of two cells the opacity changes evenly; before the first middle it does not.
        var (from, to, half) = (Math.Max(0, (first - 1) * cell), Math.Min(weights.Length, (last + 2) * cell), cell / 2);
        for (var x = from; x < to;)
        {
            var left = Math.Max(0, x - half) / cell;
            var end = Math.Min(to, x < half ? half : ((left + 1) * cell) + half);
            var (one, two) = (_line[Math.Min(columns - 1, left)], _line[Math.Min(columns - 1, left + 1)]);
            var step = x < half ? 0 : (two - one) / cell;
            Fill(weights[x..end], one + (Math.Max(0, x - half - (left * cell)) * step), step);
            x = end;
        }

        return (from, to);
    }

    private static void Fill(Span<byte> weights, int opacity, int step)
    {
        for (var at = 0; at < weights.Length; at++, opacity += step)
        {
            weights[at] = (byte)Math.Min(255, opacity >> 8);
        }
    }

    private (int First, int Last) Interpolate(int y)
    {
        var place = Math.Max(0, ((y + 0.5) / cell) - 0.5);
        var above = Math.Min(rows - 1, (int)place);
        var share = (int)(Math.Min(1, place - above) * 256);
        var below = Math.Min(rows - 1, above + 1);
        var (first, last) = (columns, -1);
        for (var x = 0; x < columns; x++)
        {
            var (one, two) = (field[(above * columns) + x], field[(below * columns) + x]);
            _line[x] = one + (int)(((long)(two - one) * share) >> 8);
            if (_line[x] > 0)
            {
                (first, last) = (Math.Min(first, x), x);
            }
        }

        return (first, last);
    }
}
