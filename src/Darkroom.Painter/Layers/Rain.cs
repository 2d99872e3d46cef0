using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>Slanting streaks of rain in three distances.</summary>
internal sealed class Rain(Stage stage, float strength) : ILayer
{
    private readonly uint _seed = stage.Deal.Dice().Seed() ^ 0x4A17u;
    private readonly float _slant = stage.Deal.Between("rain slant", -0.32f, 0.32f);

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var light = Curves.Mix(stage.Palette.Horizon, new Vector3(0.8f), 0.3f) * strength;
        canvas.Paint(Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var streaks = Streaks(x, y, 0.0042f, 0.11f, 0, canvas.Texel) + Streaks(x, y, 0.008f, 0.19f, 1, canvas.Texel)
                + (0.8f * Streaks(x, y, 0.019f, 0.3f, 2, canvas.Texel));
            var gust = 0.6f + (0.5f * Noise.At((x + (y * _slant)) * 1.7f, y * 0.7f, _seed));
            return under + (light * (streaks * gust * 0.16f));
        }
    }

    private float Streaks(float x, float y, float spacing, float length, uint layer, float texel)
    {
        var along = x + (y * _slant);
        var column = (int)MathF.Floor(along / spacing);
        var fall = (y / length) + (Noise.Cell(column, 1, _seed + layer) * 5f);
        var row = (int)MathF.Floor(fall);
        if (Noise.Cell(column, row, _seed + 7 + layer) > 0.3f)
        {
            return 0f;
        }

        var t = fall - row;
        var width = MathF.Max(0.0009f, texel * 0.6f);
        var across = MathF.Abs(along - ((column + 0.5f) * spacing));
        return Curves.Step(width * 1.6f, 0f, across) * (0.0009f / width) * t * (1f - t) * 4f;
    }
}
