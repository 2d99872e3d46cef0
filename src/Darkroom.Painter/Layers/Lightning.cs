using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>A forked bolt from the clouds to the horizon, and the flash around it.</summary>
internal sealed class Lightning : ILayer
{
    private readonly Stage _stage;
    private readonly List<(Vector2 From, Vector2 To, float Width)> _segments = [];

    public Lightning(Stage stage, float x, Dice dice)
    {
        _stage = stage;
        Fork(new Vector2(x, stage.Horizon * 0.12f), stage.Horizon * 0.99f, 0.0026f, dice, forks: 2);
    }

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var light = new Vector3(0.9f, 0.92f, 1f);
        canvas.Paint(new Box(0f, 0f, _stage.Frame.Width, _stage.Horizon), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var (core, glow) = (0f, 0f);
            foreach (var (from, to, width) in _segments)
            {
                if (y < from.Y - 0.12f || y > to.Y + 0.12f)
                {
                    continue;
                }

                var away = Polygon.Limb(x, y, from.X, from.Y, to.X, to.Y, 0f, 0f);
                core = MathF.Max(core, Curves.Step(MathF.Max(width, canvas.Texel), 0f, away) * MathF.Min(1f, width / canvas.Texel));
                glow = MathF.Max(glow, Curves.Glow(away, 0.018f) * Curves.Step(0.12f, 0.03f, away) * (width / 0.0026f));
            }

            return under + (light * ((core * 1.3f) + (glow * 0.28f)));
        }
    }

    private void Fork(Vector2 at, float bottom, float width, Dice dice, int forks)
    {
        var drift = dice.Between(-0.35f, 0.35f);
        while (at.Y < bottom)
        {
            var fall = dice.Between(0.012f, 0.035f);
            var next = new Vector2(at.X + (fall * (drift + dice.Between(-0.9f, 0.9f))), MathF.Min(bottom, at.Y + fall));
            _segments.Add((at, next, width));
            if (forks > 0 && dice.Chance(0.16f))
            {
                Fork(next, next.Y + dice.Between(0.06f, 0.2f), width * 0.5f, dice, forks - 1);
            }

            at = next;
        }
    }
}
