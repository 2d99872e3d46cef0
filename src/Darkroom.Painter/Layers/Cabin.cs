using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>A small house with a pitched roof, a chimney and a lit window.</summary>
internal sealed class Cabin(Stage stage, float x0, float foot, float size) : ILayer
{
    private readonly bool _snow = stage.Scene.Has(Motif.Snow);

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var soft = canvas.Texel * 1.2f / size;
        canvas.Paint(new Box(x0 - (size * 3f), foot - (size * 3f), x0 + (size * 3f), foot + (size * 1.5f)), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var (u, v) = ((x - x0) / size, (foot - y) / size);
            var colour = under;
            var wall = Curves.Mix(stage.Palette.Shade, stage.Palette.Haze, 0.2f) * (u > 0.1f ? 0.7f : 1.15f);
            var body = MathF.Max(Polygon.Rectangle(u, v - 0.3f, 0.62f, 0.38f), -v - 0.03f);
            var gable = Polygon.Triangle(u, -v, (-0.26f, -1.12f), (0.1f, -0.62f), (-0.62f, -0.62f));
            colour = Curves.Mix(colour, wall, Polygon.Cover(MathF.Min(body, gable), soft));
            colour = Curves.Mix(colour, stage.Palette.Shade, Polygon.Cover(Polygon.Rectangle(u - 0.36f, v - 1.06f, 0.06f, 0.2f), soft));
            colour = Curves.Mix(colour, RoofColour(), Polygon.Cover(Roof(u, v), soft));
            var glass = MathF.Min(Polygon.Rectangle(u + 0.26f, v - 0.34f, 0.1f, 0.12f), Polygon.Rectangle(u - 0.36f, v - 0.34f, 0.09f, 0.1f));
            var lit = stage.Scene.Hour is Hour.Day ? 0.35f : 1f;
            var lamp = Colour.Hex(0xFFB84C);
            colour = Curves.Mix(colour, lamp * lit, Polygon.Cover(glass, soft));
            var reach = Curves.Length(u, v - 0.3f);
            return colour + (lamp * (0.2f * lit * Curves.Glow(MathF.Max(0f, glass), 0.22f) * Curves.Step(2.8f, 0.6f, reach)));
        }
    }

    private static float Roof(float u, float v)
    {
        var left = Polygon.Limb(u, v, -0.26f, 1.14f, -0.72f, 0.58f, 0.045f, 0.045f);
        var slope = MathF.Max(
            MathF.Max(0.62f - v, v - 1.16f),
            MathF.Max(-(u + 0.26f) + ((v - 1.14f) * -0.62f) - 0.02f, u - 0.74f - ((v - 0.62f) * -0.7f)));
        return MathF.Min(left, slope);
    }

    private Vector3 RoofColour() => _snow
        ? Curves.Mix(stage.Palette.High, stage.Palette.Light, stage.Scene.Dark ? 0.35f : 0.75f)
        : Curves.Mix(stage.Palette.Shade, stage.Palette.Accent, stage.Scene.Dark ? 0.12f : 0.45f);
}
