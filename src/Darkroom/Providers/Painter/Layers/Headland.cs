using System.Numerics;

namespace Darkroom.Providers.Painter.Layers;

/// <summary>A rock in the sea or on the shore, on which something stands; surf breaks at its foot in a storm.</summary>
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

    /// <param name="level">Where the rock meets the water.</param>
    /// <param name="surf">How much foam is at its foot, 0 to 1.</param>
    public Headland(Stage stage, float x, float level, float height, float width, float surf, Dice dice)
    {
        (_stage, _x, _level, _height, _width, _surf) = (stage, x, level, height, width, surf);
        _seed = dice.Seed();
        _left = x < stage.Frame.CentreX;
    }

    /// <summary>The rock's top at a place, in scene units from the picture's top.</summary>
    public float Top(float x)
    {
        var from = (x - _x) / _width;
        var inland = _left ? -from : from;
        // Flat under the tower, a cliff to the open side, a long slope to the picture's edge.
        var fall = inland > 0f ? Curves.Step(3.4f, 0.15f, inland) : Curves.Step(1.25f, 0.1f, -inland);
        var crags = (Noise.Ridged(x * 7f, 0.5f, 4, _seed) - 0.5f) * 0.4f * Curves.Step(0.12f, 0.7f, MathF.Abs(from));
        return _level + 0.012f - (_height * (fall + (crags * fall)));
    }

    public void Paint(Canvas canvas, CancellationToken cancellationToken)
    {
        var top = canvas.Profile(Top);
        var octaves = canvas.Octaves(0.1f, 5);
        PaintReflection(canvas, top, cancellationToken);
        canvas.Paint(new Box(0f, top.Min() - canvas.Texel, _stage.Frame.Width, _level + 0.03f), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var depth = y - top[canvas.Column(x)];
            var foot = _level + (0.008f * Noise.Fbm(x * 14f, 0.5f, 3, _seed + 4)) - y;
            var cover = Shape.Cover(-MathF.Min(depth, foot), canvas.Texel * 1.3f);
            var colour = cover <= 0f ? under : Curves.Mix(under, Rock(x, y, depth, octaves), cover);
            return top[canvas.Column(x)] < _level + 0.004f ? Surf(x, y, colour, octaves) : colour;
        }
    }

    private void PaintReflection(Canvas canvas, float[] top, CancellationToken cancellationToken)
    {
        var dark = Curves.Mix(_stage.Palette.Shade, _stage.Palette.Haze, 0.12f);
        canvas.Paint(new Box(0f, _level, _stage.Frame.Width, _level + (_height * 1.6f)), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var down = y - _level;
            var ripple = Noise.Fbm(x * 9f, y * 60f, 2, _seed + 6) * (0.006f + (down * 0.2f));
            var tall = _level - top[canvas.Column(x + ripple)];
            return Curves.Mix(under, dark, Curves.Step(tall * 1.05f, tall * 0.2f, down + ripple) * (tall > 0.002f ? 0.75f : 0f));
        }
    }

    private Vector3 Rock(float x, float y, float depth, int octaves)
    {
        var towards = _stage.SunX < x ? -1f : 1f;
        var (u, v) = ((x * 11f) + (y * 4f), (y * 16f) - (x * 3f));
        var here = Noise.Ridged(u, v, octaves, _seed + 1);
        var lit = Curves.Clamp(0.4f + ((here - Noise.Ridged(u + (towards * 0.25f), v - 0.25f, 3, _seed + 1)) * 1.6f));
        var near = _stage.Nearness(x, y, 0.45f) * _stage.LightStrength;
        var rock = Curves.Mix(_stage.Palette.Shade, _stage.Palette.Haze, 0.07f + (0.16f * lit * here));
        rock += Curves.Mix(_stage.Palette.Horizon, _stage.Palette.Light, 0.3f) * (near * ((lit * here * 0.2f) + (0.4f * Curves.Decay(depth * 160f))));
        return rock;
    }

    private Vector3 Surf(float x, float y, Vector3 under, int octaves)
    {
        if (_surf <= 0f)
        {
            return under;
        }

        var burst = Noise.Fbm(x * 10f, 0.5f, 3, _seed + 8);
        var reach = 0.012f + (0.06f * _surf * Curves.Clamp(0.25f + burst));
        var up = (_level + 0.006f - y) / reach;
        var spray = Noise.Fbm(x * 30f, y * 26f, octaves, _seed + 9);
        var cover = Curves.Step(1f, -0.1f, up + (spray * 0.7f)) * Curves.Step(-1.3f, -0.2f, up);
        var foam = Curves.Mix(_stage.Palette.Low, Curves.Mix(_stage.Palette.Horizon, Vector3.One, 0.35f), 0.55f + (0.3f * spray));
        return Curves.Mix(under, foam, cover * 0.75f);
    }
}
