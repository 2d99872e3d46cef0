namespace Darkroom.Painter;

/// <summary>A rectangle in scene units.</summary>
internal readonly record struct Box(float Left, float Top, float Right, float Bottom)
{
    public static Box Around(float x, float y, float radius) => new(x - radius, y - radius, x + radius, y + radius);

    public static Box Around(float x, float y, float halfWidth, float halfHeight) =>
        new(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight);
}
