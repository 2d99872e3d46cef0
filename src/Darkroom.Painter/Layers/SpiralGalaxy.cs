using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>A tilted spiral galaxy: a bright core and arms with bright knots and dust lanes.</summary>
internal sealed class SpiralGalaxy(Stage stage, float cx, float cy, float radius, Dice dice) : ILayer
{
    private readonly uint _seed = dice.Seed();
    private readonly float _flat = dice.Between(0.42f, 0.75f);
    private readonly float _turn = dice.Between(-0.7f, 0.7f);
    private readonly float _wind = dice.Between(8.5f, 12f) * (dice.Chance(0.5f) ? 1f : -1f);
    private readonly Vector3 _arm = Curves.Mix(stage.Palette.Horizon, Colour.Hex(0xA8C8FF), 0.35f);
    private readonly Vector3 _knot = Curves.Mix(stage.Palette.Accent, Colour.Hex(0xFF6A9A), 0.5f);

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var octaves = canvas.Octaves(radius * 0.3f, 5);
        canvas.Paint(Box.Around(cx, cy, radius * 2f), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var (dx, dy) = (x - cx, y - cy);
            var (u, v) = ((dx + (dy * _turn)) / radius, (dy - (dx * _turn)) / (radius * _flat));
            var r = Curves.Length(u, v) / MathF.Sqrt(1f + (_turn * _turn));
            if (r > 2f)
            {
                return under;
            }

            // Rotating the plane by an angle that increases with the distance turns two straight arms into spirals.
            var turns = (MathF.Sqrt(r + 0.02f) * _wind) / 6.2832f;
            var (sin, cos) = (Curves.Wave(turns), Curves.Wave(turns + 0.25f));
            var (p, q) = (((u * cos) - (v * sin)) / (r + 0.05f), ((u * sin) + (v * cos)) / (r + 0.05f));
            var clumps = Noise.Fbm((p * r * 4f) + 3f, q * r * 4f, octaves, _seed);
            var fine = Noise.Fbm(u * 9f, v * 9f, octaves, _seed + 1);
            var arms = Curves.Step(0.3f, 1f, (p * p) + (clumps * 0.3f)) * (0.75f + (0.5f * fine));
            var disc = Curves.Decay(r * r * 2.6f) * Curves.Step(2f, 0.9f, r);
            var core = Curves.Glow(r, 0.075f);
            var dust = Curves.Step(0.1f, 0.5f, fine) * Curves.Step(0.2f, 0.5f, r) * (1f - arms);
            var colour = (Curves.Mix(stage.Palette.Light, _arm, Curves.Step(0.1f, 0.6f, r)) * (disc * ((arms * 1.15f) + 0.05f)))
                + (stage.Palette.Light * ((core * 1.1f) + (0.16f * Curves.Glow(r, 0.3f) * disc)))
                + (_knot * (Curves.Step(0.42f, 0.8f, fine) * arms * disc * 0.9f));
            return (under * (1f - (disc * dust * 0.6f))) + (colour * Curves.Step(2f, 1f, r));
        }
    }
}
