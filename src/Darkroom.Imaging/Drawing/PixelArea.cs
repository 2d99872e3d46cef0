namespace Darkroom.Imaging.Drawing;

/// <summary>A rectangle in pixels; the origin is the top left.</summary>
public readonly record struct PixelArea(int X, int Y, int Width, int Height)
{
    public int Right => X + Width;

    public int Bottom => Y + Height;

    public bool Contains(PixelArea other) => other.X >= X && other.Y >= Y && other.Right <= Right && other.Bottom <= Bottom;

    /// <summary>Returns the area reduced on every side; its edges are at least one pixel.</summary>
    public PixelArea Inset(int by) => Inset(by, by, by, by);

    public PixelArea Inset(int left, int top, int right, int bottom) =>
        new(X + left, Y + top, Math.Max(1, Width - left - right), Math.Max(1, Height - top - bottom));

    /// <summary>Returns the overlap of both areas; empty if there is none.</summary>
    public PixelArea Intersect(PixelArea other)
    {
        var (x, y) = (Math.Max(X, other.X), Math.Max(Y, other.Y));
        return new PixelArea(x, y, Math.Max(0, Math.Min(Right, other.Right) - x), Math.Max(0, Math.Min(Bottom, other.Bottom) - y));
    }

    /// <summary>Returns the area mirrored horizontally within a total width.</summary>
    public PixelArea Mirrored(int width) => this with { X = width - Right };
}
