using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>A loose flock in the sky, each bird two bent strokes.</summary>
internal sealed class Birds : ILayer
{
    private readonly Stage _stage;
    private readonly List<(float X, float Y, float Span, float Bend)> _birds = [];

    public Birds(Stage stage, float x, float y, int count, Dice dice)
    {
        _stage = stage;
        for (var i = 0; i < count; i++)
        {
            _birds.Add((
                x + dice.Between(-0.16f, 0.16f), y + dice.Between(-0.07f, 0.07f), dice.Between(0.006f, 0.016f),
                dice.Between(0.15f, 0.7f)));
        }
    }

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var colour = Curves.Mix(_stage.Palette.Shade, _stage.Palette.Haze, 0.2f);
        foreach (var (bx, by, span, bend) in _birds)
        {
            canvas.Paint(Box.Around(bx, by, span * 1.3f, span), Spot, cancellationToken);

            Vector3 Spot(float x, float y, Vector3 under)
            {
                var u = MathF.Abs(x - bx) / span;
                var wing = (y - by) + (span * bend * ((u * 1.3f) - (u * u * 0.9f)));
                var thick = span * 0.085f * (1.15f - u);
                return Curves.Mix(
                    under, colour, Polygon.Cover(MathF.Max(MathF.Abs(wing) - thick, (u - 1f) * span), canvas.Texel * 1.3f) * 0.9f);
            }
        }
    }
}
