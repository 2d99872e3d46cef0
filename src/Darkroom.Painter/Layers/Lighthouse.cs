using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>A lighthouse: a tapering tower with bands, a gallery, a lantern, and two beams except by day.</summary>
internal sealed class Lighthouse : ILayer
{
    private readonly Stage _stage;
    private readonly float _x;
    private readonly float _foot;
    private readonly float _height;
    private readonly int _bands;
    private readonly float _beamTilt;
    private readonly float _beam;
    private readonly Vector3 _white;
    private readonly Vector3 _paint;

    public Lighthouse(Stage stage, float x, float foot, float height, Dice dice)
    {
        (_stage, _x, _foot, _height) = (stage, x, foot, height);
        _bands = 3 + (2 * dice.Index(3));
        _beamTilt = dice.Between(-0.1f, 0.16f);
        _beam = stage.Scene.Hour switch { Hour.Day => 0f, Hour.Golden or Hour.Dawn => 0.35f, Hour.Sunset => 0.7f, _ => 1f };
        _white = Curves.Mix(stage.Palette.Haze, Curves.Mix(stage.Palette.Horizon, Vector3.One, 0.45f), stage.Scene.Dark ? 0.3f : 0.62f);
        _paint = Curves.Mix(stage.Palette.Shade, stage.Palette.Accent, stage.Scene.Dark ? 0.3f : 0.68f);
    }

    private float LampY => _foot - (_height * 0.9f);

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        PaintBeams(canvas, cancellationToken);
        var soft = canvas.Texel * 1.2f;
        canvas.Paint(new Box(_x - (_height * 0.2f), _foot - (_height * 1.1f), _x + (_height * 0.2f), _foot), Tower, cancellationToken);

        Vector3 Tower(float x, float y, Vector3 under)
        {
            var (u, v) = ((x - _x) / _height, (_foot - y) / _height);
            var unit = soft / _height;
            var shaft = MathF.Max(MathF.Abs(u) - Half(v), MathF.Max(-v, v - 0.82f));
            var colour = Curves.Mix(under, Shaft(x, y, u, v), Polygon.Cover(shaft, unit));
            var lantern = Polygon.Rectangle(u, v - 0.9f, 0.03f, 0.045f);
            colour = Curves.Mix(
                colour, Curves.Mix(_stage.Palette.Shade, _stage.Palette.Light, 0.25f + (0.75f * _beam)), Polygon.Cover(lantern, unit));
            var iron = MathF.Min(Polygon.Rectangle(u, v - 0.835f, 0.062f, 0.011f), Polygon.Rectangle(u, v - 0.868f, 0.058f, 0.004f));
            iron = MathF.Min(iron, Polygon.Rectangle(MathF.Abs(u) - 0.03f, v - 0.9f, 0.004f, 0.045f));
            var cap = MathF.Max(Polygon.Circle(u, v - 0.938f, 0.042f), 0.938f - v);
            iron = MathF.Min(iron, MathF.Min(cap, Polygon.Rectangle(u, v - 1f, 0.003f, 0.035f)));
            return Curves.Mix(colour, Curves.Mix(_stage.Palette.Shade, _paint, 0.25f), Polygon.Cover(iron, unit));
        }
    }

    private static float Half(float v) => 0.074f - (0.032f * v) + (0.016f * Curves.Decay(v * 26f));

    private Vector3 Shaft(float x, float y, float u, float v)
    {
        var band = (int)MathF.Floor(Curves.Clamp(v / 0.82f) * _bands * 0.9999f);
        var colour = band % 2 == 0 ? _white : _paint;
        var door = MathF.Min(Polygon.Rectangle(u, v - 0.05f, 0.017f, 0.045f), Polygon.Circle(u, v - 0.095f, 0.017f));
        var pane = MathF.Min(
            Polygon.Rectangle(u - 0.008f, v - 0.36f, 0.007f, 0.016f), Polygon.Rectangle(u + 0.004f, v - 0.62f, 0.006f, 0.014f));
        var towards = _stage.SunX < _x ? -1f : 1f;
        var side = u / Half(v) * towards;
        var light = Curves.Mix(0.32f, 1.1f, Curves.Step(-0.8f, 0.9f, side));
        colour *= light;
        colour += _stage.Palette.Horizon * (Curves.Step(0.55f, 1f, side) * 0.35f * _stage.LightStrength * _stage.Nearness(x, y, 0.6f));
        var dark = Polygon.Cover(MathF.Min(door, pane), 0.006f);
        return Curves.Mix(colour, Curves.Mix(_stage.Palette.Shade, Colour.Hex(0xFFB850), pane < door ? _beam * 0.8f : 0f), dark);
    }

    private void PaintBeams(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        if (_beam <= 0f)
        {
            return;
        }

        var light = Curves.Mix(_stage.Palette.Light, Colour.Hex(0xFFE8B0), 0.5f);
        canvas.Paint(new Box(0f, 0f, _stage.Frame.Width, _foot), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var (dx, dy) = (x - _x, y - LampY);
            var across = dy - (dx * _beamTilt);
            var along = MathF.Abs(dx);
            var width = 0.006f + (along * 0.085f);
            var cone = Curves.Step(width, width * 0.1f, MathF.Abs(across)) * Curves.Decay(along * 3.1f) * Curves.Step(0f, 0.02f, along);
            var lamp = Curves.Glow(Curves.Length(dx, dy), 0.02f);
            return under + (light * (_beam * ((cone * 0.42f) + (lamp * 0.7f * Curves.Step(0.3f, 0.05f, Curves.Length(dx, dy))))));
        }
    }
}
