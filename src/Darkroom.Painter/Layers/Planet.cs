using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>A banded or rocky planet lit from one side, with a rim of atmosphere and optional rings.</summary>
internal sealed class Planet : ILayer
{
    private static readonly (uint Dark, uint Bright)[] s_worlds =
    [
        (0x8A4A2A, 0xE8B070), (0x2A4A78, 0x8CC4DC), (0x7A3A4A, 0xF0A898), (0x2C5A58, 0xB8D8A8), (0x6A5A8A, 0xE0B8D0), (0x9A6A2C, 0xF4DCA0),
    ];

    private readonly Vector3 _dark;
    private readonly Vector3 _bright;
    private readonly Stage _stage;
    private readonly float _x;
    private readonly float _y;
    private readonly float _radius;
    private readonly bool _rings;
    private readonly float _tilt;
    private readonly uint _seed;
    private readonly bool _stone;
    private readonly Vector3 _light;

    public Planet(Stage stage, float x, float y, float radius, bool rings, Dice dice)
    {
        (_stage, _x, _y, _radius, _rings) = (stage, x, y, radius, rings);
        _seed = dice.Seed();
        _tilt = dice.Between(0.15f, 0.45f) * (dice.Chance(0.5f) ? 1f : -1f);
        _stone = !rings && dice.Chance(0.5f);
        var world = stage.Deal.Choice("world", s_worlds.Length) + (rings ? 0 : dice.Index(s_worlds.Length));
        var (dark, bright) = s_worlds[world % s_worlds.Length];
        var named = stage.Scene.Prompt.Colours;
        (_dark, _bright) = named.Count > 0 ? (named[0] * 0.35f, named[^1]) : (Colour.Hex(dark), Colour.Hex(bright));
        var towards = stage.Towards(x, y);
        _light = new Vector3(towards.X, towards.Y, 0.42f) * 0.92f;
    }

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var octaves = canvas.Octaves(_radius * 0.4f, 5);
        var soft = canvas.Texel * 1.4f / _radius;
        canvas.Paint(Box.Around(_x, _y, _radius * (_rings ? 2.6f : 1.6f)), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var (dx, dy) = ((x - _x) / _radius, (y - _y) / _radius);
            var (u, v) = (dx + (dy * _tilt), dy - (dx * _tilt));
            var distance = Curves.Length(dx, dy);
            var (ring, shade) = _rings ? Ring(u, v) : (0f, 0f);
            var band = Curves.Mix(_stage.Palette.Horizon, _stage.Palette.Light, shade) * (0.35f + (0.6f * shade));
            var colour = v < 0f ? Curves.Mix(under, band, ring * 0.85f) : under;
            var cover = Polygon.Cover(distance - 1f, soft);
            if (distance is > 1f and < 1.6f)
            {
                var side = ((dx * _light.X) + (dy * _light.Y)) / distance;
                var air = Curves.Decay((distance - 1f) * 16f) * Curves.Step(1.6f, 1.2f, distance);
                colour += _stage.Palette.Horizon * (air * Curves.Step(-0.3f, 0.9f, side) * 0.4f);
            }

            colour = cover <= 0f ? colour : Curves.Mix(colour, Ball(dx, dy, u, v, octaves), cover);
            return v >= 0f ? Curves.Mix(colour, band, ring * 0.9f) : colour;
        }
    }

    private Vector3 Ball(float dx, float dy, float u, float v, int octaves)
    {
        var dz = MathF.Sqrt(MathF.Max(0f, 1f - (dx * dx) - (dy * dy)));
        var facing = (dx * _light.X) + (dy * _light.Y) + (dz * _light.Z);
        var lit = Curves.Step(-0.12f, 0.95f, facing);
        var swirl = Noise.Fbm(u * 1.6f, v * 5f, octaves, _seed);
        var t = _stone
            ? 0.5f + (0.8f * Noise.Fbm(u * 2.4f, v * 2.4f, octaves, _seed + 1))
            : 0.5f + (0.5f * Noise.Fbm((swirl * 0.25f) + 3f, (v * 4.2f) + (swirl * 0.4f), octaves, _seed + 2));
        var colour = Curves.Mix(_dark, _bright, Curves.Clamp(t));
        colour = Curves.Mix(colour, _stage.Palette.Light, Curves.Step(0.6f, 1f, t) * 0.55f);
        var rim = (1f - dz) * (1f - dz) * Curves.Step(-0.2f, 0.7f, facing);
        return (colour * (0.02f + (lit * 0.95f))) + (_stage.Palette.Horizon * (rim * 0.6f));
    }

    private (float Cover, float Shade) Ring(float u, float v)
    {
        var r = Curves.Length(u, v * 3.4f);
        var cover = Curves.Step(1.3f, 1.36f, r) * Curves.Step(2.3f, 2.2f, r);
        var bands = 0.5f + (0.5f * Noise.Fbm(r * 9f, 0.5f, 3, _seed + 4));
        var gap = Curves.Step(0.02f, 0.045f, MathF.Abs(r - 1.92f));
        // The planet's shadow falls on the far side of the rings.
        var behind = v < 0f && (u * _light.X) < 0f ? Curves.Step(0.9f, 1.05f, MathF.Abs(u)) : 1f;
        return (cover * gap * (0.3f + (0.65f * bands)) * (0.25f + (0.75f * behind)), bands);
    }
}
