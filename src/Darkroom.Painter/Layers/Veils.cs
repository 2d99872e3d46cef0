using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>The other abstract image: cut sheets of colour in long curves, each throwing a soft shadow on the one behind.</summary>
internal sealed class Veils : ILayer
{
    private readonly Stage _stage;
    private readonly Vector3[] _colours;
    private readonly uint _seed;
    private readonly float _cos;
    private readonly float _sin;
    private readonly int _sheets;
    private readonly float _swing;
    private readonly float _discX;
    private readonly float _discY;
    private readonly float _discRadius;

    public Veils(Stage stage, Vector3[] colours, Dice dice)
    {
        (_stage, _colours, _seed) = (stage, colours, dice.Seed());
        var turn = (stage.Deal.Share("turn") - 0.5f) * 0.3f;
        (_cos, _sin) = (Curves.Wave(turn + 0.25f), Curves.Wave(turn));
        _sheets = 6 + stage.Deal.Choice("sheets", 4);
        _swing = dice.Between(0.13f, 0.26f);
        (_discX, _discY) = (stage.SunX, stage.Frame.Height * dice.Between(0.2f, 0.38f));
        _discRadius = dice.Between(0.1f, 0.2f);
    }

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var reach = Curves.Length(_stage.Frame.Width, _stage.Frame.Height) * 0.5f;
        canvas.Paint(Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var (dx, dy) = (x - _stage.Frame.CentreX, y - (_stage.Frame.Height * 0.5f));
            var (u, v) = ((dx * _cos) - (dy * _sin), (dx * _sin) + (dy * _cos));
            var fibre = Noise.Fbm(u * 9f, v * 14f, 3, _seed + 90) * 0.05f;
            var colour = Ground(x, y, canvas.Texel) * (1f + fibre);
            for (var i = 0; i < _sheets; i++)
            {
                var t = (i + 0.5f) / _sheets;
                var depth = v - Edge(u, i, (t - 0.42f) * reach * 1.55f);
                if (depth < -0.12f)
                {
                    continue;
                }

                colour *= 1f - (0.5f * Curves.Decay(-depth * 38f));
                colour = Curves.Mix(colour, Sheet(t, depth, u) * (1f + fibre), Polygon.Cover(-depth, canvas.Texel * 1.4f));
            }

            return colour;
        }
    }

    private float Edge(float u, int sheet, float level)
    {
        var at = (u * 0.95f) + (sheet * 3.13f);
        return level + (_swing * (Noise.At(at, sheet * 0.21f, _seed) + (0.4f * Noise.At(at * 1.9f, 4f, _seed + 1))));
    }

    private Vector3 Ground(float x, float y, float texel)
    {
        var sky = Curves.Mix(_colours[5], _colours[0], Curves.Step(0f, 0.75f, y / _stage.Frame.Height)) * 0.96f;
        var away = Curves.Length(x - _discX, y - _discY) - _discRadius;
        var disc = Curves.Mix(_colours[3], _colours[4], Curves.Clamp(0.5f + ((y - _discY) / _discRadius * 0.5f)));
        sky += disc * (0.12f * Curves.Glow(MathF.Max(0f, away), 0.1f));
        return Curves.Mix(sky, disc, Polygon.Cover(away, texel * 1.6f));
    }

    private Vector3 Sheet(float t, float depth, float u)
    {
        var colour = t < 0.5f ? Curves.Mix(_colours[0], _colours[1], t * 2f) : Curves.Mix(_colours[1], _colours[2], (t - 0.5f) * 2f);
        var warm = Curves.Step(0.35f, 0.75f, Noise.Cell((int)(t * 97f), 3, _seed));
        colour = Curves.Mix(colour, t < 0.6f ? _colours[3] : _colours[4], warm * 0.8f);
        var light = 1.12f - (0.42f * Curves.Step(0f, 0.3f, depth)) + (0.08f * Noise.At((u * 2f) + (t * 9f), depth * 5f, _seed + 5));
        return (colour * light) + (_colours[5] * (0.1f * Curves.Decay(depth * 60f)));
    }
}
