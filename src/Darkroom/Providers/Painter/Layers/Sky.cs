using System.Numerics;

namespace Darkroom.Providers.Painter.Layers;

/// <summary>The gradient of the hour, the sun's glow in it, and clouds lit from the sun's side.</summary>
/// <param name="cover">The share of the sky under clouds, 0 to 1.</param>
/// <param name="wildness">How torn the clouds are, 0 (calm streaks) to 1 (a storm).</param>
internal sealed class Sky(Stage stage, float cover, float wildness) : ILayer
{
    private readonly uint _seed = stage.Deal.Dice().Seed();
    private readonly Palette _palette = stage.Palette;
    private readonly float _edge = Curves.Mix(0.5f, -0.42f, cover);
    private readonly float _scale = Curves.Mix(1.1f, 1.7f, stage.Deal.Share(9));
    private readonly float _slant = stage.Deal.Between(10, -0.28f, 0.28f);

    public void Paint(Canvas canvas, CancellationToken cancellationToken)
    {
        var octaves = canvas.Octaves(0.4f, 5);
        canvas.Paint(new Box(0f, 0f, stage.Frame.Width, stage.Horizon + (canvas.Texel * 2f)), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var air = Air(x, y);
            return cover <= 0f ? air : Clouds(x, y, air, octaves);
        }
    }

    private Vector3 Air(float x, float y)
    {
        var drift = 0.05f * Noise.At(x * 1.3f, y * 2.1f, _seed + 5);
        var colour = _palette.Sky((y / stage.Horizon) + drift);
        var (dx, dy) = ((x - stage.SunX) * 0.72f, y - stage.SunY);
        var distance = Curves.Length(dx, dy);
        var halo = (0.5f * Curves.Glow(distance, 0.07f)) + (0.34f * Curves.Glow(distance, 0.26f));
        return colour + (Curves.Mix(_palette.Light, _palette.Horizon, Curves.Clamp(distance * 2.5f)) * (halo * stage.LightStrength * 0.8f));
    }

    private Vector3 Clouds(float x, float y, Vector3 air, int octaves)
    {
        // Looking along a layer of cloud: it crowds together towards the horizon.
        var depth = 1f / ((stage.Horizon - y) + 0.24f);
        var u = ((x - stage.Frame.CentreX) * depth * 0.62f * _scale) + (y * _slant);
        var v = depth * Curves.Mix(1.15f, 0.85f, wildness) * _scale;
        var warpX = Noise.Fbm(u * 0.8f, v * 0.8f, 2, _seed + 1);
        var warpY = Noise.Fbm((u * 0.8f) + 5.2f, (v * 0.8f) + 1.3f, 2, _seed + 2);
        var bend = Curves.Mix(0.35f, 0.8f, wildness);
        (u, v) = (u + (warpX * bend), v + (warpY * bend));
        var body = Noise.Fbm(u, v, octaves, _seed + 3);
        var density = Curves.Step(_edge, _edge + Curves.Mix(0.6f, 0.42f, wildness), body + (0.12f * warpX));
        if (density <= 0f)
        {
            return air;
        }

        var towards = stage.Towards(x, y);
        var beyond = Noise.Fbm(u + (towards.X * 0.16f), v - (towards.Y * 0.16f), Math.Min(octaves, 3), _seed + 3);
        var lit = Curves.Clamp(0.42f + ((body - beyond) * 1.5f) + (0.25f * (1f - density)));
        return Curves.Mix(air, Cloud(x, y, lit, air), density * Curves.Mix(0.78f, 0.96f, wildness));
    }

    private Vector3 Cloud(float x, float y, float lit, Vector3 air)
    {
        var near = stage.Nearness(x, y, 0.42f);
        var t = y / stage.Horizon;
        var dark = stage.Scene.Hour == Hour.Day && wildness < 0.5f
            ? Curves.Mix(_palette.Low, _palette.High, 0.55f)
            : Curves.Mix(_palette.Zenith, _palette.High, Curves.Clamp((t * 0.9f) + (near * 0.2f))) * Curves.Mix(1f, 0.72f, wildness);
        var warm = Curves.Mix(_palette.Low, Curves.Mix(_palette.Horizon, _palette.Light, near), Curves.Clamp((near * 1.5f) + (t * 0.35f)));
        var bright = stage.Scene.Hour switch
        {
            Hour.Day => Curves.Mix(_palette.Light, warm, 0.25f) * Curves.Mix(1f, 0.5f, wildness),
            Hour.Night => Curves.Mix(_palette.Low, _palette.Light, near * 0.5f) * (0.55f + near),
            _ => warm * Curves.Mix(1f, 1.08f, near),
        };
        var strength = lit * Curves.Mix(0.35f + (0.65f * near), 1f, 0.45f * (1f - wildness));
        return Curves.Mix(Curves.Mix(dark, air, 0.12f), bright, strength);
    }
}
