using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>A backdrop for close figures: soft dabs of the palette's colours with a large pale disc.</summary>
internal sealed class Backdrop(Stage stage, Vector3[] colours, float x0, float y0, float radius) : ILayer
{
    private readonly uint _seed = stage.Deal.Dice().Seed() ^ 0xBACDu;

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var octaves = canvas.Octaves(0.3f, 4);
        canvas.Paint(Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var wx = Noise.Fbm(x * 1.2f, y * 1.2f, 2, _seed);
            var cloth = Noise.Fbm((x * 1.5f) + (wx * 0.9f), (y * 1.9f) - (wx * 0.5f), octaves, _seed + 1);
            var t = Curves.Clamp((y / stage.Frame.Height * 0.7f) + 0.15f + (cloth * 0.4f));
            var colour = Curves.Mix(colours[0], colours[1], Curves.Step(0f, 1f, t)) * (0.72f + (0.25f * cloth));
            var edge = Curves.Length(x - x0, y - y0) - (radius * (1f + (0.02f * wx)));
            var disc = Curves.Mix(colours[2], colours[5], Curves.Clamp(0.5f + ((y0 - y) / radius * 0.5f))) * (0.86f + (0.14f * cloth));
            colour += disc * (0.2f * Curves.Glow(MathF.Max(0f, edge), 0.12f));
            return Curves.Mix(colour, disc, Polygon.Cover(edge, canvas.Texel * 2f));
        }
    }
}
