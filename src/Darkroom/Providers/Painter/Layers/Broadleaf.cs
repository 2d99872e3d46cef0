using System.Numerics;

namespace Darkroom.Providers.Painter.Layers;

/// <summary>One broad-leaved tree: a forked trunk under a crown of dabs in the season's colours.</summary>
internal sealed class Broadleaf : ILayer
{
    private readonly Stage _stage;
    private readonly Vector3 _leaf;
    private readonly Vector3 _second;
    private readonly float _depth;
    private readonly float _x;
    private readonly float _foot;
    private readonly float _height;
    private readonly uint _seed;
    private readonly List<(float X, float Y, float RadiusX, float RadiusY)> _clumps = [];
    private readonly List<(float X1, float Y1, float X2, float Y2, float Thick)> _limbs = [];

    public Broadleaf(Stage stage, float x, float foot, float height, float depth, Dice dice)
    {
        (_stage, _x, _foot, _height, _depth, _seed) = (stage, x, foot, height, depth, dice.Seed());
        (_leaf, _second) = Leaves(stage, dice);
        var top = foot - (height * 0.42f);
        _limbs.Add((x, foot, x + (height * dice.Between(-0.03f, 0.03f)), top, height * 0.022f));
        var count = 9 + dice.Index(5);
        for (var i = 0; i < count; i++)
        {
            var (across, up) = (dice.Between(-0.28f, 0.28f) * height, dice.Between(0.42f, 0.86f));
            across *= 1.25f - MathF.Abs(up - 0.6f) * 1.6f;
            var (cx, cy) = (x + across, foot - (height * up));
            _clumps.Add((cx, cy, height * dice.Between(0.1f, 0.19f), height * dice.Between(0.08f, 0.14f)));
            _limbs.Add((x, top + (height * 0.08f), cx, cy, height * 0.008f));
        }
    }

    public void Paint(Canvas canvas, CancellationToken cancellationToken)
    {
        var soft = canvas.Texel * 1.5f;
        var bark = _stage.Palette.Shade * (0.8f + (0.4f * (1f - _depth)));
        canvas.Paint(new Box(_x - (_height * 0.6f), _foot - (_height * 1.1f), _x + (_height * 0.6f), _foot), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var wood = 1f;
            foreach (var (x1, y1, x2, y2, thick) in _limbs)
            {
                wood = MathF.Min(wood, Shape.Limb(x, y, x1, y1, x2, y2, thick, thick * 0.45f));
            }

            return Crown(x, y, Curves.Mix(under, bark, Shape.Cover(wood, soft)), soft, canvas.Octaves(0.05f, 4));
        }
    }

    private static (Vector3 Leaf, Vector3 Second) Leaves(Stage stage, Dice dice)
    {
        var autumn = stage.Scene.Has(Motif.Autumn);
        var spring = stage.Scene.Has(Motif.Spring);
        Vector3[] colours = (autumn, spring) switch
        {
            (true, _) => [Colour.Hex(0xC8401E), Colour.Hex(0xE8862A), Colour.Hex(0xE8B838), Colour.Hex(0x9A2C22)],
            (_, true) => [Colour.Hex(0xF2A8BC), Colour.Hex(0xF8D0D4), Colour.Hex(0x9CC868), Colour.Hex(0xE888A8)],
            _ => [Colour.Hex(0x2C5A3A), Colour.Hex(0x4A7A3C), Colour.Hex(0x1F4A40), Colour.Hex(0x6A8A3C)],
        };
        var dim = stage.Scene.Hour switch { Hour.Night => 0.2f, Hour.Dusk => 0.42f, _ => 0.9f };
        return (colours[dice.Index(4)] * dim, colours[dice.Index(4)] * dim);
    }

    private Vector3 Crown(float x, float y, Vector3 under, float soft, int octaves)
    {
        var ragged = Noise.Fbm(x * 13f / _height * 0.4f, y * 13f / _height * 0.4f, octaves, _seed) * 0.3f;
        ragged += Noise.At(x * 42f, y * 42f, _seed + 1) * 0.16f;
        var (distance, lit) = (1f, 0f);
        var towards = _stage.Towards(x, y);
        foreach (var (cx, cy, rx, ry) in _clumps)
        {
            var (dx, dy) = ((x - cx) / rx, (y - cy) / ry);
            var reach = Curves.Length(dx, dy) - 1f + (ragged * 2f);
            if (reach < distance)
            {
                lit = Curves.Clamp(0.5f + (0.4f * ((dx * towards.X) + (dy * towards.Y) - dy)) + ragged);
                distance = reach;
            }
        }

        var cover = Shape.Cover(distance * _height * 0.12f, soft * 1.5f);
        var near = _stage.Nearness(x, y, 0.5f) * _stage.LightStrength;
        var leaf = Curves.Mix(_leaf, _second, Curves.Step(-0.3f, 0.4f, Noise.At(x * 20f, y * 20f, _seed + 2)));
        var colour = (leaf * (0.35f + (0.75f * lit))) + (_stage.Palette.Light * (near * lit * 0.2f));
        colour = Curves.Mix(_stage.Palette.Haze, colour, 0.35f + (0.65f * _depth));
        return Curves.Mix(under, colour, cover * 0.97f);
    }
}
