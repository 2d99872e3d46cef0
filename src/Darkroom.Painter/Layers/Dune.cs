using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>One dune: a curved crest between a lit and a shadowed slope, with ripples.</summary>
internal sealed class Dune : ILayer
{
    private readonly Stage _stage;
    private readonly float _base;
    private readonly float _height;
    private readonly float _width;
    private readonly uint _seed;
    private readonly float _shift;
    private readonly float _lean;
    private readonly Vector3 _bright;
    private readonly Vector3 _dark;

    public Dune(Stage stage, float depth, float foot, float height, float width, Dice dice)
    {
        (_stage, _base, _height, _width) = (stage, foot, height, width);
        (_seed, _shift, _lean) = (dice.Seed(), dice.Between(0f, 100f), dice.Between(0.5f, 1.1f) * (dice.Chance(0.5f) ? 1f : -1f));
        var sand = stage.Scene.Prompt.Colours.Count > 0 ? stage.Palette.Haze : Colour.Tint(
            stage.Palette.Haze, Colour.Hex(0xD89A5A), stage.Scene.Dark ? 0.15f : 0.5f);
        var sunny = Curves.Mix(stage.Palette.Horizon, stage.Palette.Light, 0.35f);
        _bright = Curves.Mix(
            Curves.Mix(sand, stage.Palette.Horizon, 0.45f * (1f - depth)), sunny, stage.Scene.Hour == Hour.Night ? 0.1f : 0.35f);
        _dark = Curves.Mix(
            Curves.Mix(stage.Palette.Haze, stage.Palette.Horizon, 0.3f * (1f - depth)), stage.Palette.Shade, 0.3f + (0.45f * depth));
    }

    public float Crest(float x)
    {
        var at = (x / _width) + _shift;
        var swell = Noise.At(at, 0.5f, _seed) + (0.3f * Noise.At((at * 2.1f) + 7f, 0.5f, _seed + 1));
        // The absolute value makes the crest sharp.
        return _base - (_height * (0.95f - (1.15f * MathF.Abs(swell))));
    }

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var crest = canvas.Profile(Crest);
        var soft = canvas.Texel * 1.3f;
        var octaves = canvas.Octaves(0.03f, 3);
        canvas.Paint(new Box(0f, crest.Min() - soft, _stage.Frame.Width, _stage.Frame.Height), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var depth = y - crest[canvas.Column(x)];
            var cover = Polygon.Cover(-depth, soft);
            return cover <= 0f ? under : Curves.Mix(under, Sand(x, y, depth, octaves), cover);
        }
    }

    private Vector3 Sand(float x, float y, float depth, int octaves)
    {
        var towards = _stage.SunX < _stage.Frame.CentreX ? -1f : 1f;
        var bend = Noise.Fbm(x * 1.7f, y * 2.2f, 2, _seed + 2);
        // The ridge line runs down the slope at an angle; one side of it faces the light.
        var face = (Noise.At(((x + (depth * _lean)) / _width) + _shift + (bend * 0.14f), 0.5f, _seed) * towards * _lean) + (bend * 0.1f);
        var lit = Curves.Step(-0.04f, 0.05f + (depth * 0.25f), face);
        lit = Curves.Mix(lit, 0.6f, Curves.Step(0.05f, _height * 1.6f, depth) * 0.7f);
        var ripple = Curves.Wave((y * 55f) + (x * 12f) + (Noise.Fbm(x * 5f, y * 8f, octaves, _seed + 3) * 2.2f));
        var near = _stage.Nearness(x, y, 0.5f) * _stage.LightStrength;
        var colour = Curves.Mix(_dark, _bright, lit * (0.86f + (0.1f * bend)));
        colour *= 1f + (0.07f * ripple * Curves.Step(0f, 0.2f, depth));
        colour += _stage.Palette.Light * ((Curves.Decay(depth * 150f) * 0.3f * (0.3f + near)) + (near * lit * 0.12f));
        return colour;
    }
}
