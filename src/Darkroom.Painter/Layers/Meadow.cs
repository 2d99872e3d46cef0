using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>Grass from a line of hills to the foreground, with flowers that are larger in the foreground.</summary>
internal sealed class Meadow : ILayer
{
    private const int Rows = 15;

    private readonly Stage _stage;
    private readonly float _top;
    private readonly uint _seed;
    private readonly Vector3 _far;
    private readonly Vector3 _near;
    private readonly List<(float X, float Y, float Radius, Vector3 Colour)> _flowers = [];

    public Meadow(Stage stage, float top, bool flowers, Dice dice)
    {
        (_stage, _top, _seed) = (stage, top, dice.Seed());
        var dim = stage.Scene.Hour switch { Hour.Night => 0.2f, Hour.Dusk => 0.34f, _ => 1f };
        var green = stage.Scene.Has(Motif.Autumn) ? Colour.Hex(0x9A7A34) : Colour.Hex(0x5E8A3E);
        _far = Curves.Mix(green * dim, stage.Palette.Horizon, 0.42f);
        _near = Curves.Mix(green * (dim * 0.45f), stage.Palette.Shade, 0.45f);
        if (flowers)
        {
            Sow(dim, dice);
        }
    }

    public float Ground(float x) => _top + (0.035f * Noise.Fbm(x * 1.4f, 0.5f, 3, _seed));

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        PaintGrass(canvas, cancellationToken);
        foreach (var (x, y, radius, colour) in _flowers)
        {
            PaintFlower(canvas, x, y, radius, colour, cancellationToken);
        }
    }

    private void Sow(float dim, Dice dice)
    {
        var colours = Petals(dice);
        var height = _stage.Frame.Height - _top;
        for (var row = 0; row < Rows; row++)
        {
            var t = (row + 0.5f) / Rows;
            var radius = 0.0022f + (0.021f * t * t * t);
            var spacing = (radius * 2.1f) + 0.003f;
            for (var x = 0f; x < _stage.Frame.Width; x += spacing * dice.Between(0.5f, 2f))
            {
                var y = _top + 0.012f + (height * (t * t * 0.97f)) + (dice.Between(-0.6f, 0.6f) * height * (0.02f + (t * 0.1f)));
                var drift = Noise.Fbm(x * 2.2f, y * 5f, 2, _seed + 4);
                if (y > Ground(x) + 0.008f && drift > dice.Between(-0.55f, 0.25f))
                {
                    var colour = colours[dice.Chance(0.78f) ? 0 : 1 + dice.Index(colours.Length - 1)] * Curves.Mix(0.25f, 1f, dim);
                    _flowers.Add((
                        x, y, radius * dice.Between(0.65f, 1.25f),
                        Curves.Mix(Curves.Mix(colour, _stage.Palette.Horizon, 0.3f), colour, t)));
                }
            }
        }

        _flowers.Sort((a, b) => a.Y.CompareTo(b.Y));
    }

    private Vector3[] Petals(Dice dice)
    {
        Vector3[][] sets =
        [
            [Colour.Hex(0xD8301E), Colour.Hex(0xF05030), Colour.Hex(0xF4EEDC)], [
                Colour.Hex(0x8A6AC8), Colour.Hex(0xB49AE0), Colour.Hex(0xF0E0F4)],
            [Colour.Hex(0xF4C02C), Colour.Hex(0xF8E08A), Colour.Hex(0xE8862A)], [
                Colour.Hex(0xE86A9A), Colour.Hex(0xF8C8D8), Colour.Hex(0xFFF4EC)],
        ];
        var named = _stage.Scene.Prompt.Colours;
        if (named.Count > 0)
        {
            return [named[0], named[^1], Colour.Hex(0xF4EEDC)];
        }

        return _stage.Scene.Has(Motif.Spring) || dice.Chance(0.5f) ? sets[0] : sets[dice.Index(sets.Length)];
    }

    private void PaintGrass(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var ground = canvas.Profile(Ground);
        var octaves = canvas.Octaves(0.1f, 4);
        canvas.Paint(new Box(0f, ground.Min() - canvas.Texel, _stage.Frame.Width, _stage.Frame.Height), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var depth = y - ground[canvas.Column(x)];
            var cover = Polygon.Cover(-depth, canvas.Texel * 1.5f);
            if (cover <= 0f)
            {
                return under;
            }

            var t = Curves.Clamp(depth / (_stage.Frame.Height - _top));
            var swell = Noise.Fbm(x * 2.1f, y * (9f - (t * 4f)), octaves, _seed + 1);
            var blades = Noise.At((x + (0.05f * swell)) * (150f - (t * 95f)), y * (34f - (t * 24f)), _seed + 2);
            var near = _stage.Nearness(x, y, 0.55f) * _stage.LightStrength;
            var colour = Curves.Mix(_far, _near, Curves.Step(0f, 0.95f, t + (swell * 0.12f)));
            colour *= 1f + (0.3f * swell) + (blades * (0.1f + (0.3f * t)));
            colour += _stage.Palette.Light * (near * 0.1f * (1f - t) * (0.6f + swell));
            return Curves.Mix(under, Colour.Positive(colour), cover);
        }
    }

    private void PaintFlower(PaintBuffer canvas, float cx, float cy, float radius, Vector3 colour, CancellationToken cancellationToken)
    {
        var soft = canvas.Texel * 1.3f;
        var drawn = MathF.Max(radius, canvas.Texel * 0.5f);
        var stem = radius * 3.4f;
        var phase = cx * 37f;
        var share = radius / drawn;
        canvas.Paint(new Box(cx - (drawn * 1.4f), cy - (drawn * 1.3f), cx + (drawn * 1.4f), cy + stem), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var (dx, dy) = (x - cx, (y - cy) * 1.35f);
            var distance = Curves.Length(dx, dy);
            var lobes = 1f + (0.16f * Noise.At((dx / (distance + 0.0001f) * 1.7f) + phase, dy / (distance + 0.0001f) * 1.7f, _seed + 3));
            if (y > cy && radius > canvas.Texel)
            {
                under = Curves.Mix(under, _near * 0.8f, Polygon.Cover(MathF.Abs(dx - (0.1f * (y - cy))) - (radius * 0.09f), soft) * 0.8f);
            }

            var petal = Polygon.Cover(distance - (drawn * lobes), soft) * share * share;
            var light = 0.72f + (0.4f * Curves.Clamp(0.5f - (dy / drawn * 0.6f)));
            var heart = Curves.Step(0.42f, 0.2f, distance / drawn);
            var shade = Curves.Mix(colour * light, colour * 0.2f, heart * 0.75f);
            return Curves.Mix(under, shade, petal);
        }
    }
}
