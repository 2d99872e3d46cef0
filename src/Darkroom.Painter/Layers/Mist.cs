using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>A bank of mist lying across the image, thickest at one height.</summary>
internal sealed class Mist(Stage stage, Vector3 colour, float height, float thickness, float strength, uint seed) : ILayer
{
    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var octaves = canvas.Octaves(0.3f, 4);
        var box = new Box(0f, height - (thickness * 2f), stage.Frame.Width, height + (thickness * 2f));
        canvas.Paint(box, Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var away = MathF.Abs(y - height) / (thickness * 2f);
            var drift = Noise.Fbm(x * 1.6f, y * 5.5f, octaves, seed);
            var cover = Curves.Step(1f, 0.1f, away + (drift * 0.3f)) * Curves.Clamp(0.75f + (drift * 0.6f)) * Curves.Step(1f, 0.8f, away);
            var near = stage.Nearness(x, y, 0.4f) * stage.LightStrength * 0.35f;
            return Curves.Mix(under, Curves.Mix(colour, stage.Palette.Light, near), Curves.Clamp(cover * strength));
        }
    }
}
