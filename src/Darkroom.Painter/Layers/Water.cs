using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>
/// Water from the horizon down: it mirrors what is already painted above, broken by ripples that grow towards the painter, with the
/// light's glitter on them.
/// </summary>
/// <param name="level">Where the water begins, in scene units from the top.</param>
/// <param name="roughness">0 for a mirror, 1 for a storm.</param>
internal sealed class Water(Stage stage, float level, float roughness) : ILayer
{
    private readonly uint _seed = stage.Deal.Dice().Seed() ^ 0x0A7Eu;
    private readonly Vector3 _deep = Curves.Mix(stage.Palette.Shade, stage.Palette.Zenith, 0.55f);

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var octaves = canvas.Octaves(0.05f, 4);
        var height = stage.Frame.Height - level;
        canvas.Paint(new Box(0f, level, stage.Frame.Width, stage.Frame.Height), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var t = (y - level) / height;
            var (wave, fine) = Ripples(x, t, octaves);
            var slope = (wave * 0.7f) + (fine * 0.3f);
            var reach = 0.006f + (t * Curves.Mix(0.035f, 0.16f, roughness));
            var mirror = level - ((y - level) * 0.92f) - (MathF.Abs(slope) * reach) - 0.002f;
            var seen = canvas.Sample(x + (((slope * 0.4f) + (fine * 0.8f)) * reach), MathF.Max(0f, mirror));
            var facing = Curves.Clamp((0.16f + (t * 0.5f)) * (0.75f + (roughness * 0.4f)) + (slope * Curves.Mix(0.12f, 0.42f, roughness)));
            var colour = Curves.Mix(seen * 0.92f, _deep, facing);
            colour += Glitter(x, t, wave, fine);
            return Curves.Mix(
                colour, stage.Palette.Horizon,
                (stage.Scene.Place == Place.Mountains ? 0.12f : 0.42f) * Curves.Decay(t * 45f) * (1f - (roughness * 0.6f)));
        }
    }

    private (float Wave, float Fine) Ripples(float x, float t, int octaves)
    {
        // Rows of waves crowd together towards the horizon, and each one looks flatter there.
        var distance = 1f / (t + 0.06f);
        var u = (x - stage.Frame.CentreX) * (0.8f + (distance * 0.55f));
        var v = distance * 5f;
        var wave = Noise.Fbm(u * 1.3f, v * 1.1f, 2, _seed);
        var fine = Noise.Fbm((u * 5f) + (wave * 1.2f), v * 3.4f, octaves, _seed + 1);
        return (wave, fine);
    }

    private Vector3 Glitter(float x, float t, float wave, float fine)
    {
        var spread = 0.035f + (t * Curves.Mix(0.11f, 0.2f, roughness));
        var path = Curves.Glow(x - stage.SunX - (wave * 0.03f), spread);
        path *= path;
        var spark = Curves.Step(0.18f - (path * 0.35f), 0.62f, fine + (wave * 0.35f));
        var strength = stage.LightStrength * Curves.Mix(1f, 0.45f, t);
        return Curves.Mix(stage.Palette.Horizon, stage.Palette.Light, 0.6f) * (path * (0.1f + (spark * 0.95f)) * strength * 0.8f);
    }
}
