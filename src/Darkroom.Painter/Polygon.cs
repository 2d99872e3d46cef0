namespace Darkroom.Painter;

/// <summary>Signed distances in scene units: negative inside, positive outside.</summary>
internal static class Polygon
{
    public static float Circle(float x, float y, float radius) => Curves.Length(x, y) - radius;

    /// <summary>The approximate distance to an ellipse, which is accurate near the edge.</summary>
    public static float Ellipse(float x, float y, float radiusX, float radiusY)
    {
        var k = Curves.Length(x / radiusX, y / radiusY);
        return (k - 1f) * MathF.Min(radiusX, radiusY);
    }

    public static float Rectangle(float x, float y, float halfWidth, float halfHeight)
    {
        var (dx, dy) = (MathF.Abs(x) - halfWidth, MathF.Abs(y) - halfHeight);
        return Curves.Length(MathF.Max(dx, 0f), MathF.Max(dy, 0f)) + MathF.Min(MathF.Max(dx, dy), 0f);
    }

    /// <summary>A line with round ends whose radius changes linearly.</summary>
    public static float Limb(float x, float y, float x1, float y1, float x2, float y2, float radius1, float radius2)
    {
        var (dx, dy) = (x2 - x1, y2 - y1);
        var t = Curves.Clamp((((x - x1) * dx) + ((y - y1) * dy)) / ((dx * dx) + (dy * dy)));
        return Curves.Length(x - x1 - (dx * t), y - y1 - (dy * t)) - Curves.Mix(radius1, radius2, t);
    }

    /// <summary>A triangle with corners in clockwise order, as the intersection of three half planes.</summary>
    public static float Triangle(float x, float y, (float X, float Y) a, (float X, float Y) b, (float X, float Y) c) =>
        MathF.Max(Side(x, y, a, b), MathF.Max(Side(x, y, b, c), Side(x, y, c, a)));

    /// <summary>The union of two shapes with a rounded transition.</summary>
    public static float Join(float a, float b, float softness)
    {
        var h = MathF.Max(softness - MathF.Abs(a - b), 0f) / softness;
        return MathF.Min(a, b) - (h * h * softness * 0.25f);
    }

    /// <summary>The share of a pixel that the shape covers, 0 to 1.</summary>
    public static float Cover(float distance, float softness) => Curves.Clamp(0.5f - (distance / softness));

    private static float Side(float x, float y, (float X, float Y) from, (float X, float Y) to)
    {
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        return (((x - from.X) * dy) - ((y - from.Y) * dx)) / Curves.Length(dx, dy);
    }
}
