using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>Glowing signs along a street: bars and rings of coloured light with wide halos.</summary>
internal sealed class NeonSigns : ILayer
{
    private static readonly Vector3[] s_colours =
    [
        Colour.Hex(0xFF2E88), Colour.Hex(0x22D8F0), Colour.Hex(0xFFA028), Colour.Hex(0x9A48FF), Colour.Hex(0xFF4848), Colour.Hex(0x38F0B0),
    ];

    private readonly List<(float X, float Y, float HalfWidth, float HalfHeight, Vector3 Colour)> _signs = [];

    public NeonSigns(Stage stage, float foot, int count, Dice dice)
    {
        var first = dice.Index(s_colours.Length);
        for (var i = 0; i < count; i++)
        {
            var tall = dice.Chance(0.65f);
            var length = dice.Between(0.014f, 0.05f);
            var colour = stage.Scene.Prompt.Colours.Count > 0 && i % 2 == 0
                ? stage.Scene.Prompt.Colours[i / 2 % stage.Scene.Prompt.Colours.Count]
                : s_colours[(first + dice.Index(3)) % s_colours.Length];
            _signs.Add((
                stage.Frame.Width * (i + dice.Between(0.1f, 0.9f)) / count, foot - dice.Between(0.015f, 0.2f),
                tall ? 0.0045f : length, tall ? length : 0.0045f, colour));
        }
    }

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        foreach (var (sx, sy, halfWidth, halfHeight, colour) in _signs)
        {
            const float Reach = 0.16f;
            canvas.Paint(Box.Around(sx, sy, halfWidth + Reach, halfHeight + Reach), Spot, cancellationToken);

            Vector3 Spot(float x, float y, Vector3 under)
            {
                var away = Polygon.Rectangle(x - sx, y - sy, halfWidth, halfHeight);
                var core = Polygon.Cover(away, canvas.Texel * 1.5f);
                var halo = Curves.Glow(MathF.Max(0f, away), 0.02f) * Curves.Step(Reach, Reach * 0.2f, away);
                return under + (colour * (halo * 0.4f)) + (Curves.Mix(colour, Vector3.One, 0.35f) * (core * 0.9f));
            }
        }
    }
}
