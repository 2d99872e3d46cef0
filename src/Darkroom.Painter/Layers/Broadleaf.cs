using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>One broad-leaved tree: a forked trunk under a crown of many dabs of the brush in the season's colours.</summary>
internal sealed class Broadleaf : ILayer
{
    private readonly Stage _stage;
    private readonly float _depth;
    private readonly float _x;
    private readonly float _foot;
    private readonly float _height;
    private readonly uint _seed;
    private readonly List<(float X, float Y, float Radius, Vector3 Colour)> _dabs = [];
    private readonly List<(float X1, float Y1, float X2, float Y2, float Thick)> _limbs = [];

    public Broadleaf(Stage stage, float x, float foot, float height, float depth, Dice dice)
    {
        (_stage, _x, _foot, _height, _depth, _seed) = (stage, x, foot, height, depth, dice.Seed());
        var fork = foot - (height * dice.Between(0.26f, 0.36f));
        var lean = height * dice.Between(-0.05f, 0.05f);
        _limbs.Add((x, foot + (height * 0.01f), x + lean, fork, height * 0.026f));
        for (var i = 0; i < 6; i++)
        {
            var reach = height * 0.3f * (((i + dice.Unit()) / 3f) - 1f);
            _limbs.Add((x + lean, fork + (height * 0.02f), x + lean + reach, foot - (height * dice.Between(0.6f, 0.85f)), height * 0.011f));
        }

        Leaf(x + lean, dice);
    }

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var soft = canvas.Texel * 1.5f;
        var bark = Curves.Mix(_stage.Palette.Haze, _stage.Palette.Shade, 0.4f + (0.6f * _depth)) * 0.9f;
        canvas.Paint(
            new Box(_x - (_height * 0.5f), _foot - _height, _x + (_height * 0.5f), _foot + (_height * 0.02f)), Spot, cancellationToken);
        foreach (var (x, y, radius, colour) in _dabs)
        {
            PaintDab(canvas, x, y, radius, colour, cancellationToken);
        }

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var wood = 1f;
            foreach (var (x1, y1, x2, y2, thick) in _limbs)
            {
                wood = MathF.Min(wood, Polygon.Limb(x, y, x1, y1, x2, y2, thick, thick * 0.4f));
            }

            return Curves.Mix(under, bark, Polygon.Cover(wood, soft));
        }
    }

    private static Vector3[] Season(Stage stage)
    {
        return (stage.Scene.Has(Motif.Autumn), stage.Scene.Has(Motif.Spring)) switch
        {
            (true, _) => [Colour.Hex(0xC8401E), Colour.Hex(0xE8862A), Colour.Hex(0xE8B838), Colour.Hex(0xB0502A)],
            (_, true) => [Colour.Hex(0xF2A8BC), Colour.Hex(0xF8D0D4), Colour.Hex(0xE888A8), Colour.Hex(0xFBE4E0)],
            _ => [Colour.Hex(0x2C5A3A), Colour.Hex(0x4A7A3C), Colour.Hex(0x6A8A3C), Colour.Hex(0x1F4A40)],
        };
    }

    private void Leaf(float x, Dice dice)
    {
        var colours = Season(_stage);
        var dim = _stage.Scene.Hour switch { Hour.Night => 0.18f, Hour.Dusk => 0.4f, _ => 0.95f };
        var main = dice.Index(3);
        var (middle, tall) = (_foot - (_height * 0.66f), _height * dice.Between(0.27f, 0.34f));
        var wide = _height * dice.Between(0.3f, 0.42f);
        var towards = _stage.Towards(x, middle);
        const int Dabs = 110;
        for (var i = 0; i < Dabs; i++)
        {
            // Later dabs are closer to the light, so that highlights are painted over shadows.
            var order = i / (float)Dabs;
            var (turn, reach) = (dice.Unit(), MathF.Sqrt(dice.Unit()));
            var (u, v) = (Curves.Wave(turn + 0.25f) * reach, Curves.Wave(turn) * reach);
            var light = Curves.Clamp(0.2f + (order * 0.5f) + (0.3f * ((u * towards.X) + (v * towards.Y) - v)));
            var shift = order * 0.16f;
            var colour = colours[dice.Chance(0.6f) ? main : dice.Index(4)] * (dim * (0.3f + (0.8f * light)));
            colour += _stage.Palette.Light * (0.14f * light * light * _stage.LightStrength);
            _dabs.Add((
                x + ((u + (towards.X * shift)) * wide * (1f + (0.2f * v))), middle + ((v + ((towards.Y - 0.6f) * shift)) * tall),
                _height * dice.Between(0.03f, 0.075f) * (1.1f - (0.5f * order)), Curves.Mix(
                    _stage.Palette.Haze, colour, 0.3f + (0.7f * _depth))));
        }
    }

    private void PaintDab(PaintBuffer canvas, float cx, float cy, float radius, Vector3 colour, CancellationToken cancellationToken)
    {
        var soft = canvas.Texel * 1.6f;
        canvas.Paint(Box.Around(cx, cy, radius * 1.5f), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var (u, v) = (x / _height, y / _height);
            var ragged = Noise.At(u * 34f, v * 34f, _seed) + (0.6f * Noise.At(u * 80f, v * 80f, _seed + 1));
            var distance = Curves.Length(x - cx, (y - cy) * 1.2f) - (radius * (0.85f + (0.5f * ragged)));
            var cover = Polygon.Cover(distance, soft);
            return Curves.Mix(under, colour * (1f + (0.2f * ragged)), cover * 0.92f);
        }
    }
}
