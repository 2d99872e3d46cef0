using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>One row of buildings, with lit windows in the dark.</summary>
internal sealed class Skyline : ILayer
{
    private readonly Stage _stage;
    private readonly float _foot;
    private readonly float _depth;
    private readonly uint _seed;
    private readonly List<Building> _buildings = [];

    public Skyline(Stage stage, float foot, float height, float depth, Dice dice)
    {
        (_stage, _foot, _depth, _seed) = (stage, foot, depth, dice.Seed());
        for (var x = -0.05f; x < stage.Frame.Width;)
        {
            var width = height * dice.Between(0.1f, 0.24f);
            var middle = Curves.Glow(x - stage.FocusX, stage.Frame.Width * 0.3f);
            var rise = height * dice.Between(0.3f, 0.75f) * (0.55f + (0.75f * middle));
            rise = MathF.Min(rise * (dice.Chance(0.16f) ? 1.45f : 1f), foot * dice.Between(0.7f, 0.88f));
            _buildings.Add(new Building(
                x, width, rise, dice.Index(5), dice.Chance(0.35f) ? rise * dice.Between(0.1f, 0.3f) : 0f, _buildings.Count));
            x += width * dice.Between(0.72f, 1.15f);
        }
    }

    private readonly record struct Building(float Left, float Width, float Height, int Roof, float Mast, int Id);

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        foreach (var building in _buildings)
        {
            PaintBuilding(canvas, building, cancellationToken);
        }
    }

    private void PaintBuilding(PaintBuffer canvas, Building building, CancellationToken cancellationToken)
    {
        var (half, centre) = (building.Width * 0.5f, building.Left + (building.Width * 0.5f));
        var top = _foot - building.Height;
        var soft = canvas.Texel * 1.2f;
        var tone = 0.8f + (0.35f * Noise.Cell(building.Id, 3, _seed));
        canvas.Paint(new Box(building.Left - soft, top - building.Mast - half, centre + half + soft, _foot), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var across = x - centre;
            var roof = top + Roof(building.Roof, across / half, half);
            var mast = MathF.Max(MathF.Abs(across) - (0.0016f + (0.002f * _depth)), top - building.Mast - y);
            var wall = MathF.Max(MathF.Abs(across) - half, roof - y);
            var cover = Polygon.Cover(building.Mast > 0f ? MathF.Min(wall, mast) : wall, soft);
            return cover <= 0f ? under : Curves.Mix(under, Wall(x, y, building, wall, tone, canvas.Texel), cover);
        }
    }

    private static float Roof(int kind, float across, float half) => kind switch
    {
        0 => (across + 1f) * half * 0.35f,
        1 => MathF.Abs(across) > 0.6f ? half * 0.5f : 0f,
        2 => MathF.Abs(across) * half * 0.8f,
        _ => 0f,
    };

    private Vector3 Wall(float x, float y, Building building, float inside, float tone, float texel)
    {
        var up = (_foot - y) / building.Height;
        var haze = Curves.Mix(_stage.Palette.Horizon, _stage.Palette.Low, 0.4f);
        var colour = Curves.Mix(_stage.Palette.Land(_depth), _stage.Palette.Low, 0.25f * (1f - _depth)) * tone;
        var towards = _stage.Side(x);
        var side = (x - building.Left) / building.Width;
        var lit = Curves.Step(0.3f, 1f, 0.5f + ((side - 0.5f) * towards));
        var near = _stage.Nearness(x, y, 0.45f) * _stage.LightStrength;
        colour = (colour * (0.85f + (0.2f * lit))) + (_stage.Palette.Horizon * (lit * near * 0.22f));
        colour += inside < -texel ? Windows(x, y, building, texel) : Vector3.Zero;
        return Curves.Mix(colour, haze, Curves.Mix(0.62f, 0.16f, _depth) * Curves.Step(1.1f, -0.1f, up));
    }

    private Vector3 Windows(float x, float y, Building building, float texel)
    {
        var cell = Curves.Mix(0.007f, 0.0135f, _depth);
        var (u, v) = ((x - building.Left) / (cell * 0.8f), y / cell);
        var (column, row) = ((int)MathF.Floor(u), (int)MathF.Floor(v));
        var chance = _stage.Scene.Hour switch { Hour.Night => 0.3f, Hour.Dusk => 0.26f, Hour.Sunset or Hour.Dawn => 0.1f, _ => 0f };
        var busy = 1.7f * Noise.Cell(building.Id, row / 5, _seed + 8);
        var pick = Noise.Cell(column + (building.Id * 131), row, _seed + 9);
        if (pick > chance * busy)
        {
            return Vector3.Zero;
        }

        var (fu, fv) = (u - column, v - row);
        var blur = MathF.Min(0.45f, texel / cell);
        var pane = Curves.Step(
            0.5f, 0.5f - blur - 0.1f,
            MathF.Abs(fu - 0.5f) + 0.12f) * Curves.Step(0.5f, 0.5f - blur - 0.1f, MathF.Abs(fv - 0.5f) + 0.16f);
        var warmth = Noise.Cell(column, row + building.Id, _seed + 10);
        var cool = Curves.Mix(_stage.Palette.Light, new Vector3(0.5f, 0.75f, 1f), 0.6f);
        var light = Curves.Mix(Colour.Hex(0xFFB85C), cool, Curves.Step(0.6f, 0.95f, warmth));
        var dimmed = 0.1f + (0.9f * Noise.Cell(row, column, _seed + 11) * Noise.Cell(row, column, _seed + 12));
        return light * (pane * dimmed * Curves.Mix(0.35f, 0.9f, _depth));
    }
}
