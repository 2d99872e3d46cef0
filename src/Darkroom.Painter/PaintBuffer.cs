using System.Numerics;

namespace Darkroom.Painter;

/// <summary>Returns the new colour of a position from its coordinates in the scene and its current colour.</summary>
internal delegate Vector3 Brush(float x, float y, Vector3 under);

/// <summary>One pass's image in light intensities (see <see cref="Colour"/>), 12 bytes per pixel.</summary>
internal sealed class PaintBuffer(int width, int height, ViewFrame frame, Cores cores)
{
    private readonly Vector3[] _pixels = new Vector3[width * height];
    private readonly float _columns = width / frame.Width;
    private readonly float _rows = height / frame.Height;

    public int Width => width;

    public int Height => height;

    public ViewFrame Frame => frame;

    /// <summary>The size of a pixel in scene units: the softness of a sharp edge.</summary>
    public float Texel { get; } = frame.Height / height;

    /// <summary>The number of octaves that are visible at this resolution, for a texture with features of the given size.</summary>
    public int Octaves(float feature, int max)
    {
        var octaves = 1;
        for (var size = feature * 0.5f; octaves < max && size > Texel * 1.2f; size *= 0.5f)
        {
            octaves++;
        }

        return octaves;
    }

    /// <summary>
    /// Paints every pixel whose centre is in the box. The brush may run on several threads. It may sample the canvas above the box.
    /// </summary>
    public void Paint(Box box, Brush brush, CancellationToken cancellationToken)
    {
        var (left, right) = (Index(box.Left * _columns, width), Index(box.Right * _columns, width));
        var (top, bottom) = (Index(box.Top * _rows, height), Index(box.Bottom * _rows, height));
        cores.Paint(top, bottom, right - left, PaintRow, cancellationToken);

        void PaintRow(int row)
        {
            var pixels = _pixels.AsSpan(row * width, width);
            var y = (row + 0.5f) / _rows;
            for (var column = left; column < right; column++)
            {
                pixels[column] = brush(X(column), y, pixels[column]);
            }
        }
    }

    public void Paint(Brush brush, CancellationToken cancellationToken) =>
        Paint(new Box(0f, 0f, frame.Width, frame.Height), brush, cancellationToken);

    /// <summary>Moves every colour towards the mean colour, until only a share of the visible contrast is left.</summary>
    public void Mute(float contrast)
    {
        var mean = Vector3.Zero;
        foreach (var colour in _pixels)
        {
            mean += Vector3.SquareRoot(colour) * (1f / _pixels.Length);
        }

        foreach (ref var colour in _pixels.AsSpan())
        {
            var encoded = Curves.Mix(mean, Vector3.SquareRoot(colour), contrast);
            colour = encoded * encoded;
        }
    }

    /// <summary>Computes a value for each column, for shapes that span the image's width.</summary>
    public float[] Profile(Func<float, float> at)
    {
        var values = new float[width];
        for (var column = 0; column < width; column++)
        {
            values[column] = at(X(column));
        }

        return values;
    }

    public int Column(float x) => Math.Clamp((int)(x * _columns), 0, width - 1);

    /// <summary>The colour at a scene position, interpolated from four pixels. Positions outside are clamped to the edge.</summary>
    public Vector3 Sample(float x, float y)
    {
        var column = MathF.Max(0f, MathF.Min(width - 1.001f, (x * _columns) - 0.5f));
        var row = MathF.Max(0f, MathF.Min(height - 1.001f, (y * _rows) - 0.5f));
        var (left, top) = ((int)column, (int)row);
        var right = Math.Min(left + 1, width - 1);
        var below = Math.Min(top + 1, height - 1) * width;
        var above = top * width;
        var (dx, dy) = (column - left, row - top);
        return Curves.Mix(
            Curves.Mix(_pixels[above + left], _pixels[above + right], dx),
            Curves.Mix(_pixels[below + left], _pixels[below + right], dx),
            dy);
    }

    /// <summary>Like <see cref="Sample"/>, but with quadratic weights over nine pixels, which avoids facets at high magnification.</summary>
    public Vector3 SampleSmooth(float x, float y)
    {
        var (atX, atY) = (x * _columns, y * _rows);
        var (column, row) = ((int)MathF.Floor(atX), (int)MathF.Floor(atY));
        var (dx, dy) = (atX - column - 0.5f, atY - row - 0.5f);
        var sum = Line(column, row - 1, dx) * (0.5f * (0.5f - dy) * (0.5f - dy));
        sum += Line(column, row, dx) * (0.75f - (dy * dy));
        return sum + (Line(column, row + 1, dx) * (0.5f * (0.5f + dy) * (0.5f + dy)));
    }

    private Vector3 Line(int column, int row, float dx)
    {
        var start = Math.Clamp(row, 0, height - 1) * width;
        var left = _pixels[start + Math.Clamp(column - 1, 0, width - 1)] * (0.5f * (0.5f - dx) * (0.5f - dx));
        var middle = _pixels[start + Math.Clamp(column, 0, width - 1)] * (0.75f - (dx * dx));
        return left + middle + (_pixels[start + Math.Clamp(column + 1, 0, width - 1)] * (0.5f * (0.5f + dx) * (0.5f + dx)));
    }

    private float X(int column) => (column + 0.5f) / _columns;

    private static int Index(float position, int count) => (int)MathF.Max(0f, MathF.Min(count, MathF.Ceiling(position - 0.5f)));
}
