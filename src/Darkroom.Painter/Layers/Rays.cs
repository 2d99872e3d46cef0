using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>Shafts of light fanning out from the sun, and the haze that makes them visible.</summary>
internal sealed class Rays(Stage stage, float strength, float bottom) : ILayer
{
    private readonly uint _seed = stage.Deal.Dice().Seed() ^ 0x4A75u;

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var light = Curves.Mix(stage.Palette.Light, stage.Palette.Horizon, 0.5f) * (strength * stage.LightStrength);
        canvas.Paint(new Box(0f, 0f, stage.Frame.Width, bottom), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var (dx, dy) = (x - stage.SunX, y - stage.SunY);
            var distance = Curves.Length(dx, dy);
            var (ux, uy) = (dx / (distance + 0.0001f), dy / (distance + 0.0001f));
            // Noise along the unit circle yields beams of different widths without a seam.
            var beams = Noise.Fbm((ux * 3.2f) + 11f, uy * 3.2f, 2, _seed);
            beams = Curves.Step(-0.35f, 0.85f, beams);
            var fade = Curves.Glow(distance, 0.34f) * Curves.Step(0.02f, 0.16f, distance) * Curves.Step(bottom, bottom * 0.7f, y);
            return under + (light * (beams * fade * 0.22f));
        }
    }
}
