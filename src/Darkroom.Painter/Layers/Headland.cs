using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>A rock in the sea or on the shore that carries another object, with surf at its foot in a storm.</summary>
internal sealed class Headland : ILayer
{
    private readonly Stage _stage;
    private readonly float _x;
    private readonly float _level;
    private readonly float _height;
    private readonly float _width;
    private readonly float _surf;
    private readonly uint _seed;
    private readonly bool _left;

    public Headland(Stage stage, float x, float level, float height, float width, float surf, Dice dice)
    {
        (_stage, _x, _level, _height, _width, _surf) = (stage, x, level, height, width, surf);
        _seed = dice.Seed();
        _left = x < stage.Frame.CentreX;
    }

    /// <summary>The distance of the rock's top from the image's top, in scene units.</summary>
    public float Top(float x)
    {
        var from = (x - _x) / _width;
        var inland = _left ? -from : from;
        // Flat under the tower, with a cliff on the open side and a long slope to the image's edge.
        var fall = inland > 0f ? Curves.Step(3.4f, 0.15f, inland) : Curves.Step(1.25f, 0.1f, -inland);
        var crags = (Noise.Ridged(x * 7f, 0.5f, 4, _seed) - 0.5f) * 0.4f * Curves.Step(0.12f, 0.7f, MathF.Abs(from));
        return _level + 0.012f - (_height * (fall + (crags * fall)));
    }

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var top = canvas.Profile(Top);
        var octaves = canvas.Octaves(0.1f, 5);
        canvas.Paint(new Box(0f, top.Min() - 0.1f, _stage.Frame.Width, _level + 0.03f), Spot, cancellationToken);
        PaintReflection(canvas, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var depth = y - top[canvas.Column(x)];
            var foot = _level + (0.008f * Noise.Fbm(x * 14f, 0.5f, 3, _seed + 4)) - y;
            var cover = Polygon.Cover(-MathF.Min(depth, foot), canvas.Texel * 1.3f);
            var colour = cover <= 0f ? under : Curves.Mix(under, Rock(x, y, depth, octaves), cover);
            return top[canvas.Column(x)] < _level + 0.004f ? Surf(x, y, colour, octaves) : colour;
        }
    }

    private void PaintReflection(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        // The water was painted before the rock and its tower, so their reflection is added here.
        var height = _stage.Frame.Height - _level;
        canvas.Paint(new Box(0f, _level, _stage.Frame.Width, _stage.Frame.Height), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var down = y - _level;
            var ripple = Noise.Fbm(x * 7f, y * 55f / (1f + (down * 3f)), 2, _seed + 6) * (0.008f + (down * 0.14f));
            var seen = canvas.Sample(x + (ripple * 0.5f), MathF.Max(0f, _level - (down * 0.95f) - MathF.Abs(ripple)));
            var reach = Curves.Step(2.6f, 1f, MathF.Abs(x - _x) / _width) + (Top(x) < _level - 0.004f ? 1f : 0f);
            var strength = Curves.Clamp(reach) * Curves.Decay(down / height * 2.2f) * Curves.Mix(0.8f, 0.45f, _surf);
            return Curves.Mix(under, Curves.Mix(seen, _stage.Palette.Shade, 0.18f), strength);
        }
    }

    private Vector3 Rock(float x, float y, float depth, int octaves)
    {
        var towards = _stage.Side(x);
        var (u, v) = ((x * 11f) + (y * 4f), (y * 16f) - (x * 3f));
        var here = Noise.Ridged(u, v, octaves, _seed + 1);
        var lit = Curves.Clamp(0.4f + ((here - Noise.Ridged(u + (towards * 0.25f), v - 0.25f, 3, _seed + 1)) * 1.6f));
        var near = _stage.Nearness(x, y, 0.45f) * _stage.LightStrength;
        var rock = Curves.Mix(_stage.Palette.Shade, _stage.Palette.Haze, 0.07f + (0.16f * lit * here));
        rock += Curves.Mix(
            _stage.Palette.Horizon, _stage.Palette.Light, 0.3f) * (near * ((lit * here * 0.2f) + (0.4f * Curves.Decay(depth * 160f))));
        return rock;
    }

    private Vector3 Surf(float x, float y, Vector3 under, int octaves)
    {
        if (_surf <= 0f)
        {
            return under;
        }

        // Spray rises in a few plumes of drops; a thin white line runs along the rest of the foot.
        var burst = Curves.Step(0.1f, 0.6f, Noise.Fbm(x * 8f, 0.5f, 3, _seed + 8));
        var reach = 0.007f + (0.04f * _surf * burst);
        var up = (_level + 0.006f - y) / reach;
        var spray = Noise.Fbm((x * 34f) + (y * 12f), y * 22f, octaves, _seed + 9);
        var cover = Curves.Step(0.95f, 0f, up + (spray * 1.1f)) * Curves.Step(-1f, -0.1f, up) * Curves.Clamp(0.75f + spray);
        var foam = Curves.Mix(_stage.Palette.Low, Curves.Mix(_stage.Palette.Horizon, Vector3.One, 0.5f), 0.6f + (0.35f * spray));
        return Curves.Mix(under, foam, cover * 0.75f);
    }
}
