using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>A storm's waves in the foreground: overlapping rows, light through their crests, foam along them and streaked below.</summary>
internal sealed class Swell : ILayer
{
    private readonly Stage _stage;
    private readonly List<(float Base, float Height, float Width, float Depth, float Shift, uint Seed)> _rows = [];

    public Swell(Stage stage, float top, int rows, Dice dice)
    {
        _stage = stage;
        for (var i = 0; i < rows; i++)
        {
            var t = i / (rows - 1f);
            var level = Curves.Mix(top, stage.Frame.Height * 0.97f, t * (0.55f + (0.45f * t)));
            _rows.Add((level, Curves.Mix(0.009f, 0.085f, t), Curves.Mix(0.12f, 0.5f, t), t, dice.Between(0f, 90f), dice.Seed()));
        }
    }

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var octaves = canvas.Octaves(0.1f, 4);
        foreach (var row in _rows)
        {
            PaintRow(canvas, row, octaves, cancellationToken);
        }
    }

    private void PaintRow(
        PaintBuffer canvas, (
            float Base, float Height, float Width, float Depth, float Shift,
            uint Seed) row, int octaves, CancellationToken cancellationToken)
    {
        var crest = canvas.Profile(x => Crest(row.Base, row.Height, (x / row.Width) + row.Shift, row.Seed));
        var soft = canvas.Texel * 1.5f;
        var bottom = row.Base + (row.Height * 2.6f);
        canvas.Paint(new Box(0f, crest.Min() - (row.Height * 0.5f), _stage.Frame.Width, bottom), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var depth = y - crest[canvas.Column(x)];
            if (depth < row.Height * -0.5f)
            {
                return under;
            }

            var spray = Noise.Fbm(x / row.Width * 6f, y / row.Width * 7f, octaves, row.Seed + 1);
            var high = Curves.Step(row.Base + (row.Height * 0.1f), row.Base - (row.Height * 0.75f), crest[canvas.Column(x)]);
            var veil = Curves.Step(row.Height * 0.3f * high, 0f, MathF.Abs(depth) + (spray * row.Height * 0.22f)) * high;
            var foam = Foam(x, y) * (0.75f + (0.35f * spray));
            var cover = Polygon.Cover(-depth, soft) * Curves.Step(bottom, row.Base + row.Height, y);
            var colour = cover <= 0f ? under : Curves.Mix(
                under, Face(x, y, depth / row.Height, row.Depth, spray, foam), cover * Curves.Clamp(0.4f + (row.Depth * 2f)));
            return Curves.Mix(colour, foam, Curves.Clamp(veil * (0.55f + spray)));
        }
    }

    private static float Crest(float level, float height, float at, uint seed)
    {
        var swell = Noise.At(at, 0.5f, seed) + (0.35f * Noise.At(at * 2.3f, 0.5f, seed + 7));
        return level - (height * (0.85f - (1.5f * MathF.Abs(swell)))) + (height * 0.07f * Noise.Fbm(at * 7f, 0.5f, 3, seed + 8));
    }

    private Vector3 Foam(float x, float y)
    {
        var near = _stage.Nearness(x, y, 0.5f) * _stage.LightStrength;
        return Curves.Mix(
            Curves.Mix(_stage.Palette.High, _stage.Palette.Low, 0.5f), Curves.Mix(_stage.Palette.Horizon, Vector3.One, 0.4f),
            0.4f + (0.5f * near));
    }

    private Vector3 Face(float x, float y, float down, float depth, float spray, Vector3 foam)
    {
        var near = Curves.Glow(x - _stage.SunX, 0.3f) * _stage.LightStrength;
        var deep = Curves.Mix(_stage.Palette.Shade, _stage.Palette.Zenith, 0.45f - (0.25f * depth));
        var through = Curves.Mix(Curves.Mix(_stage.Palette.High, _stage.Palette.Low, 0.2f), _stage.Palette.Horizon, near * 0.45f);
        var colour = Curves.Mix(deep, through, Curves.Decay(down * 2.4f) * (0.42f + (0.35f * near)));
        // Old foam lies on the wave's back as a stretched net.
        var net = Noise.Ridged((x * 9f) + (spray * 0.6f), (y * 26f) + (x * 2f), 3, _rows[0].Seed + 3);
        return Curves.Mix(colour, foam, Curves.Step(0.62f, 0.95f, net) * 0.3f * Curves.Decay(down * 0.8f));
    }
}
