using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>A still life for objects that the painter cannot draw: plinths, a sphere and an arch in soft studio light.</summary>
internal sealed class Studio : ILayer
{
    private readonly Stage _stage;
    private readonly Vector3[] _colours;
    private readonly uint _seed;
    private readonly float _floor;
    private readonly float _light;
    private readonly float _size;
    private readonly int _backdrop;
    private readonly List<Solid> _solids = [];

    public Studio(Stage stage, Vector3[] colours, Dice dice)
    {
        (_stage, _colours, _seed) = (stage, colours, dice.Seed());
        _floor = stage.Frame.Height * stage.Deal.Between("floor", 0.62f, 0.74f);
        _light = stage.Deal.Choice("lamp", 2) == 0 ? -1f : 1f;
        _size = MathF.Min(stage.Frame.Width, stage.Frame.Height) * dice.Between(0.9f, 1.08f);
        _backdrop = stage.Deal.Choice("backdrop", 3);
        Arrange(dice);
    }

    private readonly record struct Solid(float X, float Foot, float Radius, float Height, Vector3 Colour);

    private float Centre => _stage.Frame.CentreX + ((_stage.FocusX - _stage.Frame.CentreX) * 0.28f);

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        canvas.Paint((x, y, _) => Room(x, y, canvas.Texel), cancellationToken);
        foreach (var solid in _solids)
        {
            PaintShadow(canvas, solid, cancellationToken);
        }

        foreach (var solid in _solids)
        {
            PaintSolid(canvas, solid, cancellationToken);
        }
    }

    private void Arrange(Dice dice)
    {
        var foot = _floor + (_size * 0.12f);
        var main = _size * dice.Between(0.15f, 0.2f);
        var rise = _size * dice.Between(0.08f, 0.2f);
        var side = dice.Chance(0.5f) ? -1f : 1f;
        _solids.Add(new Solid(
            Centre + (side * main * 1.75f), foot - (_size * 0.05f), main * 0.62f, rise * dice.Between(1.6f, 2.4f), _colours[2]));
        _solids.Add(new Solid(Centre, foot, main, rise, _colours[1]));
        _solids.Add(new Solid(Centre, foot - rise, main * dice.Between(0.55f, 0.78f), 0f, _colours[3]));
        _solids.Add(new Solid(Centre - (side * main * 1.5f), foot + (_size * 0.07f), main * dice.Between(0.24f, 0.36f), 0f, _colours[4]));
        if (dice.Chance(0.7f))
        {
            _solids.Add(new Solid(
                Centre + (side * main * 1.3f), foot + (_size * 0.085f), main * 0.3f, main * dice.Between(0.25f, 0.9f), _colours[3]));
        }
    }

    private Vector3 Room(float x, float y, float texel)
    {
        var (dx, dy) = ((x - Centre) / _size, (y - _floor) / _size);
        var cloudy = Noise.Fbm(x * 1.4f, y * 1.4f, 3, _seed) * 0.05f;
        var spot = Curves.Glow(Curves.Length(dx - (_light * 0.18f), dy + 0.35f), 0.62f);
        var wall = _colours[0] * (0.5f + (0.55f * spot) + cloudy);
        var shape = Backdrop(dx, dy);
        var inner = Curves.Mix(_colours[1], _colours[2], Curves.Clamp(-dy * 1.1f)) * (0.62f + (0.42f * spot) + (cloudy * 2f));
        // The backdrop stands a little before the wall, so it throws a shadow away from the light.
        var shadow = Curves.Step(0.09f, -0.02f, Backdrop(dx + (_light * 0.03f), dy - 0.02f)) * 0.35f;
        wall = Curves.Mix(wall * (1f - shadow), inner, Polygon.Cover(shape, texel * 1.5f / _size));
        var sun = Curves.Step(
            0.035f, -0.01f, Polygon.Rectangle((dx * 0.94f) + (dy * 0.5f * _light) + (0.12f * _light), dy + 0.4f, 0.13f, 0.5f));
        wall += Curves.Mix(_colours[5], Vector3.One, 0.4f) * (sun * 0.07f * (0.3f + Colour.Brightness(_colours[0])));
        var floor = _colours[0] * (0.82f + (0.24f * spot) + cloudy) * (1f + (0.2f * Curves.Step(0f, 0.4f, dy)));
        return Curves.Mix(wall, floor, Curves.Step(-0.012f, 0.02f, dy));
    }

    private float Backdrop(float dx, float dy) => _backdrop switch
    {
        0 => MathF.Min(Polygon.Rectangle(dx, dy + 0.14f, 0.3f, 0.2f), Polygon.Circle(dx, dy + 0.34f, 0.3f)),
        1 => Polygon.Circle(dx - (_light * 0.1f), dy + 0.36f, 0.32f),
        _ => MathF.Max(Polygon.Circle(dx, dy + 0.02f, 0.44f), -Polygon.Circle(dx, dy + 0.02f, 0.27f)),
    };

    private void PaintShadow(PaintBuffer canvas, Solid solid, CancellationToken cancellationToken)
    {
        var reach = solid.Radius + (solid.Height * 0.8f);
        var foot = solid.Foot - (solid.Height > 0f ? 0f : solid.Radius * 0.08f);
        canvas.Paint(Box.Around(solid.X, foot, (solid.Radius * 2f) + (reach * 2f), solid.Radius * 1.2f), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var along = (x - solid.X) * -_light;
            var stretch = along > 0f ? solid.Radius + (reach * 1.1f) : solid.Radius * 1.12f;
            var dark = Curves.Step(1.1f, 0.35f, Curves.Length(along / stretch, (y - foot) / (solid.Radius * 0.42f)));
            var onFloor = Curves.Step(_floor - 0.004f, _floor + 0.01f, y);
            return under * (1f - (0.52f * dark * onFloor));
        }
    }

    private void PaintSolid(PaintBuffer canvas, Solid solid, CancellationToken cancellationToken)
    {
        var radius = solid.Radius;
        var soft = canvas.Texel * 1.3f;
        var top = solid.Foot - solid.Height - (radius * 2.1f);
        var box = new Box(solid.X - radius - soft, top, solid.X + radius + soft, solid.Foot + (radius * 0.4f));
        canvas.Paint(box, Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var (u, v) = ((x - solid.X) / radius, (solid.Foot - y) / radius);
            var grain = 1f + (0.05f * Noise.Fbm(x * 22f, y * 22f, 2, _seed + 3));
            if (solid.Height <= 0f)
            {
                return Curves.Mix(
                    under, Ball(u, v - 0.95f, solid.Colour) * grain, Polygon.Cover((Curves.Length(u, v - 0.95f) - 1f) * radius, soft));
            }

            var tall = solid.Height / radius;
            var lid = Polygon.Ellipse(u, v - tall, 1f, 0.2f);
            var wall = MathF.Min(Polygon.Rectangle(u, v - (tall * 0.5f), 1f, tall * 0.5f), Polygon.Ellipse(u, v, 1f, 0.2f));
            var lit = Curves.Step(-1f, 1f, (u * _light) + 0.1f);
            var colour = Curves.Mix(under, solid.Colour * ((0.3f + (0.62f * lit)) * grain), Polygon.Cover(wall * radius, soft));
            var disc = solid.Colour * ((0.95f + (0.14f * u * _light)) * grain) + new Vector3(0.02f);
            return Curves.Mix(colour, disc, Polygon.Cover(lid * radius, soft));
        }
    }

    private Vector3 Ball(float u, float v, Vector3 colour)
    {
        var depth = MathF.Sqrt(MathF.Max(0f, 1f - (u * u) - (v * v)));
        var facing = (u * _light * 0.55f) + (v * 0.6f) + (depth * 0.55f);
        var shine = Curves.Step(0.82f, 1f, facing);
        var bounce = _colours[0] * (0.22f * Curves.Clamp(-v) * (1f - depth));
        return (colour * (0.2f + (0.9f * Curves.Step(-0.35f, 1f, facing)))) + (_colours[5] * (shine * shine * 0.3f)) + bounce;
    }
}
