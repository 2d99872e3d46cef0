using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>Deep space: coloured gas distorted by noise, with dark dust in front of it.</summary>
/// <param name="strength">The brightness of the gas, from 0 for empty space to 1.</param>
internal sealed class Nebula(Stage stage, float strength) : ILayer
{
    private readonly uint _seed = stage.Deal.Dice().Seed() ^ 0x0EB0u;
    private readonly float _scale = stage.Deal.Between("gas size", 1.3f, 2.1f);
    private readonly Vector3 _warm = Curves.Mix(stage.Palette.Accent, stage.Palette.Low, stage.Deal.Between("gas colour", 0.25f, 0.75f));

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var octaves = canvas.Octaves(0.4f, 6);
        var palette = stage.Palette;
        canvas.Paint(Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var (u, v) = (x * _scale, y * _scale);
            var (wx, wy) = (Noise.Fbm(u, v, 3, _seed), Noise.Fbm(u + 4.1f, v + 2.7f, 3, _seed + 1));
            var gas = Noise.Fbm(u + (wx * 1.3f), v + (wy * 1.3f), octaves, _seed + 2);
            var dust = Noise.Fbm((u * 1.6f) + (wy * 1.1f), (v * 1.6f) - (wx * 1.1f), Math.Min(octaves, 4), _seed + 3);
            var near = stage.Nearness(x, y, 0.42f);
            var density = Curves.Step(-0.35f, 1.05f, gas + (near * 0.35f) - 0.1f) * strength;
            var colour = Curves.Mix(palette.Zenith * 0.6f, palette.High, density);
            colour = Curves.Mix(colour, palette.Low * 1.2f, Curves.Step(0.25f, 0.8f, density + (wx * 0.2f)) * 0.9f);
            colour += palette.Horizon * (density * density * near * 0.55f);
            colour += _warm * (Curves.Step(0.05f, 0.7f, wy + (gas * 0.4f)) * density * 0.38f);
            return Curves.Mix(colour, palette.Zenith * 0.35f, Curves.Step(0.02f, 0.55f, dust) * 0.75f * (1f - (near * 0.5f)));
        }
    }
}
