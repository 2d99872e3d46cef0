using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>A stand of firs: dark spires with ragged boughs over a line of ground.</summary>
/// <param name="Ground">The ground's distance from the top in scene units, for each x.</param>
/// <param name="Height">The height of a full-grown tree.</param>
/// <param name="Spacing">The distance between trees.</param>
/// <param name="Depth">The depth from 0, far, to 1, near, which determines colour and detail.</param>
/// <param name="Mist">The amount of mist at the trees' foot, 0 to 1.</param>
/// <param name="Gap">The x of a clearing's centre.</param>
/// <param name="GapWidth">The clearing's half width; 0 for none.</param>
internal sealed record Stand(Func<float, float> Ground, float Height, float Spacing, float Depth, float Mist, float Gap, float GapWidth);

internal sealed class Conifers : ILayer
{
    private readonly Stage _stage;
    private readonly Stand _stand;
    private readonly uint _seed;
    private readonly Vector3 _colour;
    private readonly Vector3 _mist;
    private readonly bool _snow;
    private readonly List<(float X, float Foot, float Height, float Width, int Id)> _trees = [];

    public Conifers(Stage stage, Stand stand, Dice dice)
    {
        (_stage, _stand, _seed) = (stage, stand, dice.Seed());
        _snow = stage.Scene.Has(Motif.Snow);
        var green = Colour.Tint(stage.Palette.Land(stand.Depth), Colour.Hex(0x1E4A3C), stage.Scene.Dark ? 0.12f : 0.25f);
        _colour = stage.Scene.Prompt.Colours.Count > 0 ? stage.Palette.Land(stand.Depth) : green;
        _mist = Curves.Mix(stage.Palette.Horizon, stage.Palette.Haze, 0.35f + (0.4f * stand.Depth));
        for (var x = -stand.Spacing; x < stage.Frame.Width + stand.Spacing; x += stand.Spacing * dice.Between(0.45f, 1.5f))
        {
            Plant(x, dice);
        }
    }

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        PaintGround(canvas, cancellationToken);
        foreach (var tree in _trees)
        {
            PaintTree(canvas, tree, cancellationToken);
        }
    }

    private void Plant(float x, Dice dice)
    {
        var clump = 0.75f + (0.4f * Noise.At(x / _stand.Spacing * 0.22f, 0.5f, _seed));
        var height = _stand.Height * clump * dice.Between(0.6f, 1.15f);
        var clearing = _stand.GapWidth <= 0f ? 1f : Curves.Step(_stand.GapWidth * 0.4f, _stand.GapWidth * 1.3f, MathF.Abs(x - _stand.Gap));
        height *= 0.12f + (0.88f * clearing);
        if (clearing > 0.04f)
        {
            _trees.Add((x, _stand.Ground(x) + (height * 0.04f), height, height * dice.Between(0.15f, 0.22f), _trees.Count));
        }
    }

    private void PaintGround(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var ground = canvas.Profile(_stand.Ground);
        var top = ground.Min() - canvas.Texel;
        var octaves = canvas.Octaves(0.1f, 4);
        var lit = Floor();
        canvas.Paint(new Box(0f, top, _stage.Frame.Width, _stage.Frame.Height), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var depth = y - ground[canvas.Column(x)];
            var cover = Polygon.Cover(-depth, canvas.Texel * 1.5f);
            if (cover <= 0f)
            {
                return under;
            }

            var relief = 0.5f + (0.5f * Noise.Fbm(x * 5f, y * 17f, octaves, _seed + 2));
            var near = _stage.Nearness(x, y, 0.5f) * _stage.LightStrength;
            var colour = lit * (0.78f + (0.32f * relief)) + (_stage.Palette.Horizon * (near * relief * (_snow ? 0.22f : 0.08f)));
            colour += _stage.Palette.Horizon * (Curves.Decay(depth * 110f) * (0.02f + (near * 0.16f)));
            return Curves.Mix(under, Curves.Mix(colour, _mist, _stand.Mist * Curves.Decay(depth * (_snow ? 16f : 5f))), cover);
        }
    }

    private Vector3 Floor()
    {
        // Fallen leaves give the ground a warm colour in autumn.
        var leaves = Colour.Tint(_colour, Colour.Hex(0xB06A2C), 0.6f);
        return _snow ? Snow() : _stage.Scene.Has(Motif.Autumn) ? leaves : _colour;
    }

    private Vector3 Snow()
    {
        var sky = Colour.Saturate(Curves.Mix(_stage.Palette.High, _stage.Palette.Low, 0.5f), 0.7f);
        var bright = Curves.Mix(sky, _stage.Scene.Dark ? _stage.Palette.Horizon : _stage.Palette.Light, _stage.Scene.Dark ? 0.5f : 0.6f);
        return _stage.Scene.Hour == Hour.Night ? Curves.Mix(bright, new Vector3(0.3f, 0.4f, 0.52f), 0.4f) : bright * 0.95f;
    }

    private void PaintTree(
        PaintBuffer canvas, (float X, float Foot, float Height, float Width, int Id) tree, CancellationToken cancellationToken)
    {
        var (x0, foot, height, width, id) = tree;
        var boughs = 7f + (8f * Noise.Cell(id, 1, _seed));
        var soft = canvas.Texel * 1.4f;
        var detailed = height > canvas.Texel * 40f;
        canvas.Paint(new Box(x0 - width, foot - height, x0 + width, foot), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var t = 1f - ((foot - y) / height);
            var dx = x - x0;
            var rag = detailed ? Noise.At((x * 9f / width) + id, y * 5f / width, _seed + 3) : 0f;
            var tooth = Curves.Fraction((t * boughs) + (0.25f * rag) + (dx > 0f ? 0.4f : 0f));
            var half = width * t * (0.48f + (0.46f * tooth) + (0.22f * rag));
            half = MathF.Max(half * Curves.Step(0.99f, 0.9f, t + (0.03f * rag)), t > 0.8f ? width * 0.09f : 0f);
            var cover = Polygon.Cover(MathF.Abs(dx) - half, soft);
            return cover <= 0f ? under : Curves.Mix(under, Bough(x, y, t, dx / width, tooth, rag), cover);
        }
    }

    private Vector3 Bough(float x, float y, float t, float side, float tooth, float rag)
    {
        var towards = _stage.Side(x);
        var lit = Curves.Clamp(0.35f + (side * towards * 0.9f) + (rag * 0.35f));
        var near = _stage.Nearness(x, y, 0.45f) * _stage.LightStrength;
        var colour = (_colour * (0.7f + (0.4f * lit))) + (_stage.Palette.Horizon * (lit * near * 0.14f));
        if (_snow)
        {
            colour = Curves.Mix(colour, Snow() * 0.4f, 0.3f);
            var load = Curves.Step(0.6f, 0.1f, tooth + (rag * 0.35f)) * (0.5f + (0.5f * lit));
            colour = Curves.Mix(colour, Snow(), load * 0.75f);
        }

        return Curves.Mix(colour, _mist, _stand.Mist * Curves.Step(0.25f, 1.05f, t));
    }
}
