using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>Stars of many sizes and the Milky Way. They fade towards the horizon and behind clouds.</summary>
internal sealed class Stars(Stage stage, float bottom, float density, float band) : ILayer
{
    private readonly uint _seed = stage.Deal.Dice().Seed() ^ 0x5A17u;
    private readonly float _tilt = stage.Deal.Between("milky way tilt", -1.1f, 1.1f);
    private readonly float _offset = stage.Deal.Between("milky way height", -0.15f, 0.2f);

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var octaves = canvas.Octaves(0.3f, 5);
        canvas.Paint(new Box(0f, 0f, stage.Frame.Width, bottom), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var fade = Curves.Step(bottom, bottom * 0.45f, y);
            var milk = band <= 0f ? 0f : Milk(x, y, octaves) * band * fade;
            var veil = Curves.Decay(Colour.Brightness(under) * 7f);
            var colour = under + (Curves.Mix(stage.Palette.Horizon, stage.Palette.Light, 0.45f) * (milk * 0.3f * veil));
            var light = Points(x, y, 0.011f, 0.17f + (milk * 0.25f), canvas.Texel) + Points(x + 7.1f, y, 0.06f, 0.16f, canvas.Texel);
            return colour + (new Vector3(0.94f, 0.97f, 1f) * (light * fade * veil));
        }
    }

    private float Milk(float x, float y, int octaves)
    {
        var across = (y - (stage.Horizon * 0.4f) - _offset) - ((x - stage.Frame.CentreX) * _tilt);
        across += 0.12f * Noise.At(x * 2f, y * 2f, _seed + 1);
        var band = Curves.Glow(across, 0.11f);
        var cloud = 0.5f + (0.6f * Noise.Fbm(x * 4f, y * 4f, octaves, _seed + 2));
        var dust = Curves.Step(-0.1f, 0.5f, Noise.Fbm(x * 3f, (y * 3f) + 9f, octaves, _seed + 3)) * Curves.Glow(across, 0.05f);
        return Curves.Clamp(band * band * cloud * (1f - (0.75f * dust)));
    }

    private float Points(float x, float y, float cell, float chance, float texel)
    {
        var (column, row) = ((int)MathF.Floor(x / cell), (int)MathF.Floor(y / cell));
        if (Noise.Cell(column, row, _seed) > chance * density)
        {
            return 0f;
        }

        var brightness = Noise.Cell(column, row, _seed + 1);
        brightness *= brightness * brightness;
        var size = (0.0009f + (0.0012f * brightness)) * (cell > 0.03f ? 1.5f : 1f);
        var dx = x - ((column + 0.25f + (0.5f * Noise.Cell(column, row, _seed + 2))) * cell);
        var dy = y - ((row + 0.25f + (0.5f * Noise.Cell(column, row, _seed + 3))) * cell);
        // A star smaller than a coarse pixel is spread over it and dimmed accordingly.
        var radius = MathF.Max(size, texel * 0.7f);
        var share = size / radius;
        var glow = Curves.Glow(Curves.Length(dx, dy), radius);
        return glow * glow * share * share * (0.35f + (brightness * 1.6f));
    }
}
