using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>A layer of clouds in perspective, lit from the sun's side, with a strip of clear air above the horizon.</summary>
/// <param name="cover">The share of the sky that is covered, 0 to 1.</param>
/// <param name="wildness">The roughness, from 0 for calm streaks to 1 for a storm.</param>
internal sealed class Clouds(Stage stage, float cover, float wildness) : ILayer
{
    private readonly uint _seed = stage.Deal.Dice().Seed() ^ 0xC10Du;
    private readonly ColourPalette _palette = stage.Palette;
    private readonly float _edge = Curves.Mix(0.5f, -0.45f, cover);
    private readonly float _scale = Curves.Mix(1f, 1.5f, stage.Deal.Share("cloud size"));
    private readonly float _slant = stage.Deal.Between("cloud slant", -0.3f, 0.3f);

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var octaves = canvas.Octaves(0.4f, 6);
        canvas.Paint(new Box(0f, 0f, stage.Frame.Width, stage.Horizon + (canvas.Texel * 2f)), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under) => Over(x, y, under, octaves);
    }

    private Vector3 Over(float x, float y, Vector3 under, int octaves)
    {
        // In perspective the clouds are closer together towards the horizon.
        var depth = 1f / (MathF.Max(0f, stage.Horizon - y) + 0.3f);
        var u = ((x - stage.Frame.CentreX) * depth * 0.75f * _scale) + (y * _slant);
        var v = depth * Curves.Mix(1.25f, 1.15f, wildness) * _scale;
        var bend = Curves.Mix(0.3f, 0.42f, wildness);
        var warp = Noise.At(u * 0.8f, v * 0.8f, _seed + 1);
        (u, v) = (u + (warp * bend), v + (Noise.At((u * 0.9f) + 5.2f, v * 0.9f, _seed + 2) * bend));
        var heap = wildness * (0.3f - MathF.Abs(Noise.At(u * 2.2f, v * 2.2f, _seed + 4)));
        var body = Noise.Fbm(u, v, octaves, _seed + 3) + (heap * 0.55f) + (0.12f * warp);
        var clear = Curves.Step(0.72f, 1f, y / stage.Horizon) * Curves.Mix(0.25f, 0.75f, wildness);
        var density = Curves.Step(_edge, _edge + Curves.Mix(0.6f, 0.45f, wildness), body - clear);
        if (density <= 0f)
        {
            return under;
        }

        var towards = stage.Towards(x, y);
        var beyond = Noise.Fbm(u + (towards.X * 0.13f), v - (towards.Y * 0.13f), Math.Min(octaves, 4), _seed + 3) + (heap * 0.2f);
        var lit = Curves.Clamp(0.36f + ((body - beyond) * 1.7f) + (0.3f * (1f - density)));
        return Curves.Mix(under, Colours(x, y, lit), density * Curves.Mix(0.74f, 0.95f, wildness));
    }

    private Vector3 Colours(float x, float y, float lit)
    {
        var near = stage.Nearness(x, y, Curves.Mix(0.42f, 0.3f, wildness));
        var t = y / stage.Horizon;
        var dark = stage.Scene.Hour == Hour.Day && wildness < 0.5f
            ? Curves.Mix(_palette.Low, _palette.High, 0.55f)
            : Curves.Mix(
                _palette.Zenith, _palette.High,
                Curves.Clamp((t * 0.8f) + (near * 0.25f))) * Curves.Mix(1f, 0.4f + (0.3f * t), wildness);
        var far = Colour.Saturate(_palette.Low, 1.2f);
        var warm = Curves.Mix(far, Curves.Mix(_palette.Horizon, _palette.Light, near * 0.6f), Curves.Clamp((near * 1.25f) + (t * 0.1f)));
        var bright = stage.Scene.Hour switch
        {
            Hour.Day => Curves.Mix(_palette.Light, warm, 0.25f) * Curves.Mix(1f, 0.5f, wildness),
            Hour.Night => Curves.Mix(_palette.High, _palette.Low, 0.5f) + (_palette.Light * (near * near * 0.35f)),
            _ => warm * Curves.Mix(0.9f, 1.15f, near),
        };
        var strength = lit * Curves.Mix(Curves.Mix(0.8f, 0.3f, wildness), 1f, near);
        return Curves.Mix(dark, bright, strength);
    }
}
