using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>Snowflakes, sparks or petals: small soft dots far away, a few large blurred ones near by.</summary>
internal sealed class Snowfall(Stage stage, Vector3 colour, float density) : ILayer
{
    private static readonly (float Cell, float Radius, float Strength)[] s_distances =
        [(0.024f, 0.0016f, 0.6f), (0.052f, 0.003f, 0.75f), (0.13f, 0.0065f, 0.5f), (0.34f, 0.018f, 0.16f)];

    private readonly uint _seed = stage.Deal.Dice().Seed() ^ 0xF1A4u;

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        canvas.Paint(Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            for (var i = 0; i < s_distances.Length; i++)
            {
                under = Curves.Mix(under, colour, Flake(x + (y * 0.13f), y, i, canvas.Texel));
            }

            return under;
        }
    }

    private float Flake(float x, float y, int distance, float texel)
    {
        var (cell, radius, strength) = s_distances[distance];
        var (column, row) = ((int)MathF.Floor(x / cell), (int)MathF.Floor(y / cell));
        var seed = _seed + (uint)distance;
        if (Noise.Cell(column, row, seed) > density)
        {
            return 0f;
        }

        var size = radius * (0.5f + Noise.Cell(column, row, seed + 40));
        var drawn = MathF.Max(size, texel * 0.6f);
        var dx = x - ((column + 0.2f + (0.6f * Noise.Cell(column, row, seed + 80))) * cell);
        var dy = y - ((row + 0.2f + (0.6f * Noise.Cell(column, row, seed + 120))) * cell);
        var share = size / drawn;
        return Curves.Step(drawn * 1.3f, drawn * 0.4f, Curves.Length(dx, dy)) * strength * share * share;
    }
}
