using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>A sailing boat on the water, with its broken reflection below.</summary>
internal sealed class Boat : ILayer
{
    private readonly Stage _stage;
    private readonly float _x;
    private readonly float _y;
    private readonly float _size;
    private readonly float _facing;
    private readonly float _heel;
    private readonly uint _seed;

    public Boat(Stage stage, float x, float y, float size, Dice dice)
    {
        (_stage, _x, _y, _size, _seed) = (stage, x, y, size, dice.Seed());
        _facing = dice.Chance(0.5f) ? 1f : -1f;
        _heel = dice.Between(0.02f, stage.Scene.Has(Motif.Storm) ? 0.26f : 0.09f) * _facing;
    }

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var soft = canvas.Texel * 1.2f / _size;
        canvas.Paint(new Box(_x - _size, _y - (_size * 1.2f), _x + _size, _y + (_size * 1.3f)), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var v = (_y - y) / _size;
            if (v >= -0.012f)
            {
                var u = ((x - _x) / _size) - (v * _heel);
                return Drawn(u * _facing, v, x, y, under, soft, 1f);
            }

            var ripple = Noise.Fbm(x * 14f, y * 70f, 2, _seed) * (0.04f - (v * 0.12f));
            var mirrored = ((x - _x) / _size) + ripple + (v * _heel);
            var fade = 0.72f * Curves.Decay(-v * 1.5f);
            return Drawn(mirrored * _facing, -v * 1.06f, x, y, under, soft * 3f, fade);
        }
    }

    private Vector3 Drawn(float u, float v, float x, float y, Vector3 under, float soft, float strength)
    {
        var near = _stage.Nearness(x, y, 0.4f) * _stage.LightStrength;
        var cloth = Curves.Mix(
            Curves.Mix(_stage.Palette.Horizon, Vector3.One, 0.3f), _stage.Palette.Light, near) * (_stage.Scene.Dark ? 0.4f : 0.95f);
        var main = MathF.Max(
            Polygon.Triangle(u, -v, (0.015f, -1f), (0.42f - (0.06f * v), -0.14f), (0.015f, -0.14f)), (u - 0.42f) + (v * v * 0.33f));
        var jib = Polygon.Triangle(u, -v, (-0.015f, -0.9f), (-0.03f, -0.16f), (-0.4f, -0.13f));
        var billow = 0.75f + (0.3f * Curves.Clamp(0.5f + (u * 1.6f)));
        var colour = Curves.Mix(under, cloth * billow, Polygon.Cover(main, soft) * strength);
        colour = Curves.Mix(
            colour, Curves.Mix(cloth, _stage.Palette.Accent, 0.55f) * (1.3f - (billow * 0.4f)),
            Polygon.Cover(jib, soft) * strength * 0.96f);
        var wood = _stage.Palette.Shade * 1.1f;
        colour = Curves.Mix(colour, wood, Polygon.Cover(Polygon.Rectangle(u, v - 0.5f, 0.007f, 0.52f), soft) * strength);
        var half = 0.4f - (0.5f * MathF.Max(0f, 0.1f - v)) + (u < 0f ? v * 0.6f : 0f);
        var hull = MathF.Max(MathF.Abs(u) - half, MathF.Max(v - 0.1f - (0.1f * u * u), -v - 0.02f));
        colour = Curves.Mix(colour, wood + (_stage.Palette.Horizon * (0.1f * near)), Polygon.Cover(hull, soft) * strength);
        var line = MathF.Max(MathF.Abs(u) - (half * 0.97f), MathF.Abs(v - 0.078f - (0.1f * u * u)) - 0.011f);
        return Curves.Mix(colour, Curves.Mix(_stage.Palette.Accent, wood, 0.3f), Polygon.Cover(line, soft) * strength * 0.8f);
    }
}
