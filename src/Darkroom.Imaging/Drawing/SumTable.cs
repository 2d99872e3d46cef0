namespace Darkroom.Imaging.Drawing;

/// <summary>Sums of values above and to the left of each cell of a grid, so that the sum in any area takes four numbers.</summary>
internal sealed class SumTable
{
    private readonly int _width;
    private readonly int _height;
    private readonly double[] _sums;

    /// <param name="width">The width of the grid.</param>
    /// <param name="values">The values, row by row.</param>
    internal SumTable(int width, double[] values)
    {
        (_width, _height) = (width, values.Length / width);
        _sums = new double[(_width + 1) * (_height + 1)];
        for (var y = 0; y < _height; y++)
        {
            var row = 0.0;
            for (var x = 0; x < _width; x++)
            {
                row += values[(y * _width) + x];
                _sums[((y + 1) * (_width + 1)) + x + 1] = _sums[(y * (_width + 1)) + x + 1] + row;
            }
        }
    }

    internal double Total => _sums[^1];

    /// <summary>Returns the sum in an area, which includes at least one cell and is within the grid.</summary>
    internal double In(int left, int top, int right, int bottom)
    {
        (left, top) = (Math.Clamp(left, 0, _width - 1), Math.Clamp(top, 0, _height - 1));
        (right, bottom) = (Math.Clamp(right, left + 1, _width), Math.Clamp(bottom, top + 1, _height));
        var across = _width + 1;
        return _sums[(bottom * across) + right] - _sums[(top * across) + right] - _sums[(bottom * across) + left] + _sums[(top * across) + left];
    }
}
