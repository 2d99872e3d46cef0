using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>The abstract image: folded veils of colour lit from one side, as of poured paint or silk.</summary>
internal sealed class Flow : ILayer
{
    private readonly Stage _stage;
    private readonly Vector3[] _colours;
    private readonly uint _seed;
    private readonly float _scale;
    private readonly float _stretch;
    private readonly float _cos;
    private readonly float _sin;
    private readonly float _fold;

    public Flow(Stage stage, Vector3[] colours, Dice dice)
    {
        (_stage, _colours, _seed) = (stage, colours, dice.Seed());
        (_scale, _stretch) = (dice.Between(0.7f, 1.1f), dice.Between(1.1f, 1.8f));
        var turn = stage.Deal.Share("turn") * 0.5f;
        (_cos, _sin) = (Curves.Wave(turn + 0.25f), Curves.Wave(turn));
        _fold = dice.Between(0.9f, 1.4f);
    }

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var octaves = canvas.Octaves(0.25f, 3);
        canvas.Paint(Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var (dx, dy) = (x - _stage.Frame.CentreX, y - (_stage.Frame.Height * 0.5f));
            var (u, v) = (((dx * _cos) - (dy * _sin)) * _scale, ((dx * _sin) + (dy * _cos)) * _scale * _stretch);
            var height = Height(u, v, octaves);
            var slopeX = Height(u + 0.012f, v, octaves) - height;
            var slopeY = Height(u, v + 0.012f, octaves) - height;
            return Shade(x, y, height, slopeX * 22f, slopeY * 22f);
        }
    }

    private float Height(float u, float v, int octaves)
    {
        // Two fields bend the plane, the second one bent by the first, each turned another way: gradient noise has squares in it,
        // which would show if they fell on each other.
        var first = Noise.At((u * 0.68f) + (v * 0.58f), (v * 0.68f) - (u * 0.58f), _seed);
        var second = Noise.At((u * 0.47f) - (v * 1.02f) + (first * 0.9f) + 5.2f, (v * 0.47f) + (u * 1.02f) + 1.3f, _seed + 1);
        var (p, q) = (u + (second * _fold), v + (first * _fold) - (second * _fold * 0.5f));
        return Noise.Fbm((p * 0.83f) + (q * 0.55f), (q * 0.83f) - (p * 0.55f), octaves, _seed + 2) + (second * 0.4f);
    }

    private Vector3 Shade(float x, float y, float height, float slopeX, float slopeY)
    {
        var at = Curves.Clamp(0.5f + (height * 0.62f)) * (_colours.Length - 1.001f);
        var index = (int)at;
        // Soft plateaus with quick changes between them: veils rather than a rainbow.
        var colour = Curves.Mix(_colours[index], _colours[index + 1], Curves.Step(0.15f, 0.85f, at - index));
        var light = (slopeX * -0.6f) + (slopeY * -0.8f);
        var bright = Curves.Clamp(0.5f + (light * 0.4f));
        var sheen = Curves.Step(0.62f, 1f, bright);
        var near = _stage.Nearness(x, y, 0.7f);
        // Fine strata follow the folds, as the hairs of a wide brush would.
        var strata = 0.05f * Curves.Wave(height * 17f);
        colour *= 0.42f + (0.75f * bright) + (0.12f * near) + strata;
        return colour + (Curves.Mix(colour, Vector3.One, 0.55f) * (sheen * 0.16f));
    }
}
