using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>A head and shoulders of a few simple shapes, with closed eyes, lit from one side.</summary>
internal sealed class Bust : ILayer
{
    private static readonly uint[] s_skins = [0xF2C8A8, 0xD89C74, 0xA86C48, 0x7A4A32, 0xE8B490];
    private static readonly uint[] s_hairs = [0x2A1C1C, 0x5A3220, 0x8A4A24, 0xC89850, 0x1C1E2E];

    private readonly Stage _stage;
    private readonly uint _seed;
    private readonly float _size;
    private readonly float _x;
    private readonly float _y;
    private readonly float _light;
    private readonly float _turn;
    private readonly int _cut;
    private readonly Vector3 _skin;
    private readonly Vector3 _hair;
    private readonly Vector3 _cloth;

    public Bust(Stage stage, Vector3 cloth, Dice dice)
    {
        (_stage, _seed, _cloth) = (stage, dice.Seed(), cloth);
        _size = MathF.Min(stage.Frame.Height * 0.5f, stage.Frame.Width * 0.62f);
        _x = stage.Frame.CentreX + ((stage.FocusX - stage.Frame.CentreX) * 0.3f);
        _y = stage.Frame.Height * 0.47f;
        _light = stage.SunX < _x ? -1f : 1f;
        _turn = (stage.Deal.Choice("look", 2) == 0 ? -1f : 1f) * dice.Between(0.03f, 0.07f);
        _cut = stage.Deal.Choice("hair cut", 3);
        _skin = Colour.Hex(s_skins[stage.Deal.Choice("skin", s_skins.Length)]);
        _hair = Colour.Hex(s_hairs[stage.Deal.Choice("hair", s_hairs.Length)]);
    }

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var soft = canvas.Texel * 1.4f / _size;
        canvas.Paint(Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var (u, v) = ((x - _x) / _size, (y - _y) / _size);
            var brush = Noise.Fbm(u * 7f, v * 9f, 3, _seed);
            var colour = Curves.Mix(under, Hair(u, v, brush), Polygon.Cover(BackHair(u, v) + (brush * 0.01f), soft));
            colour = Curves.Mix(colour, Skin(u, v, brush, 0.78f), Polygon.Cover(Neck(u, v), soft));
            colour = Curves.Mix(colour, Cloth(u, v, brush), Polygon.Cover(Shoulders(u, v), soft));
            colour = Curves.Mix(colour, Face(u, v, brush, soft), Polygon.Cover(Head(u, v), soft));
            return Curves.Mix(colour, Hair(u, v, brush), Polygon.Cover(Fringe(u, v) + (brush * 0.008f), soft));
        }
    }

    private static float Head(float u, float v) =>
        Polygon.Join(Polygon.Ellipse(u, v + 0.08f, 0.215f, 0.25f), Polygon.Ellipse(u, v - 0.08f, 0.15f, 0.17f), 0.12f);

    private static float Neck(float u, float v) => Polygon.Join(
        Polygon.Limb(u, v, 0f, 0.1f, 0f, 0.42f, 0.095f, 0.11f), Polygon.Limb(u, v, -0.12f, 0.5f, 0.12f, 0.5f, 0.1f, 0.1f), 0.12f);

    private static float Shoulders(float u, float v)
    {
        var yoke = Polygon.Limb(MathF.Abs(u), v, 0.16f, 0.55f, 0.42f, 0.68f, 0.13f, 0.15f);
        var body = Polygon.Rectangle(u, v - 1.5f, 0.55f, 0.85f);
        var neckline = Polygon.Ellipse(u, v - 0.4f, 0.2f, 0.16f);
        return MathF.Max(Polygon.Join(yoke, body, 0.16f), -neckline);
    }

    private float BackHair(float u, float v)
    {
        var crown = Polygon.Ellipse(u, v + 0.14f, 0.285f, 0.275f);
        return _cut switch
        {
            0 => Polygon.Join(crown, Polygon.Limb(MathF.Abs(u), v, 0.15f, -0.02f, 0.2f, 0.46f, 0.15f, 0.11f), 0.12f),
            1 => MathF.Min(crown, Polygon.Circle(u + (_turn * 1.5f), v + 0.43f, 0.125f)),
            _ => Polygon.Join(crown, Polygon.Limb(MathF.Abs(u), v, 0.19f, -0.05f, 0.2f, 0.15f, 0.1f, 0.08f), 0.1f),
        };
    }

    private float Fringe(float u, float v)
    {
        // The front of the hair: the crown without the face, parted on one side.
        var crown = Polygon.Ellipse(u, v + 0.15f, 0.27f, 0.26f);
        var part = _turn > 0f ? u : -u;
        var open = Polygon.Ellipse(part - 0.035f, v - 0.1f, 0.2f, 0.3f - (0.1f * part));
        return MathF.Max(MathF.Max(crown, -open), v - 0.12f);
    }

    private Vector3 Lit(Vector3 colour, float side)
    {
        var bright = Curves.Step(-0.28f, 0.24f, side * _light);
        var shadow = Curves.Mix(colour * 0.36f, _stage.Palette.High * 0.5f, 0.22f);
        return Curves.Mix(shadow, Curves.Mix(colour, colour * (_stage.Palette.Light * 1.15f), 0.5f), bright);
    }

    private Vector3 Skin(float u, float v, float brush, float strength) => Lit(
        _skin * (strength * (1f + (brush * 0.08f))), u + (v * -0.12f));

    private Vector3 Hair(float u, float v, float brush)
    {
        var strands = Noise.At((u * 26f) + (brush * 2f), v * 3.5f, _seed + 2);
        var shine = Curves.Glow(Curves.Length(u - (_light * 0.12f), v + 0.27f), 0.11f);
        var gloss = Curves.Mix(_hair, _stage.Palette.Light, 0.4f) * (shine * (0.16f + (0.1f * strands)));
        return Lit(_hair * (0.9f + (0.3f * strands)), u) + gloss;
    }

    private Vector3 Cloth(float u, float v, float brush)
    {
        var folds = Noise.Fbm((u * 5f) + (v * 2.5f), v * 1.6f, 3, _seed + 1);
        return Lit(_cloth * (0.9f + (0.25f * folds) + (0.08f * brush)), (u * 0.55f) + (folds * 0.06f));
    }

    private Vector3 Face(float u, float v, float brush, float soft)
    {
        var colour = Skin(u, v, brush, 1f);
        var x = u - _turn;
        var cheek = Curves.Glow(Curves.Length(MathF.Abs(x) - 0.105f, v - 0.055f), 0.05f);
        colour = Curves.Mix(colour, colour * new Vector3(1.04f, 0.62f, 0.58f), cheek * cheek * 0.55f);
        var nose = Curves.Step(0.045f, 0f, MathF.Abs(x + (_light * 0.02f))) * Curves.Step(-0.08f, 0.05f, v) * Curves.Step(0.085f, 0.06f, v);
        colour *= 1f - (0.22f * nose);
        var eye = MathF.Abs(MathF.Abs(x) - 0.088f);
        var lash = MathF.Max(MathF.Abs(v + 0.022f + (eye * eye * 7f)) - 0.0052f, eye - 0.046f);
        var brow = MathF.Max(MathF.Abs(v + 0.095f - (eye * eye * 4f)) - 0.006f, eye - 0.055f);
        colour = Curves.Mix(colour, _hair * 0.6f, Polygon.Cover(MathF.Min(lash, brow), soft + 0.005f) * 0.8f);
        var lid = Curves.Step(0.05f, 0.02f, Curves.Length(eye, (v + 0.038f) * 1.6f));
        colour *= 1f - (0.16f * lid);
        var mouth = Polygon.Ellipse(x, v - 0.142f - (0.004f * Curves.Wave(x * 9f)), 0.056f, 0.02f);
        var lips = Curves.Mix(
            colour, new Vector3(0.5f, 0.1f, 0.1f) * Curves.Mix(0.6f, 1.2f, Colour.Brightness(colour)),
            0.62f) * (v > 0.142f ? 1.12f : 0.85f);
        return Curves.Mix(colour, lips, Polygon.Cover(mouth, soft + 0.006f));
    }
}
