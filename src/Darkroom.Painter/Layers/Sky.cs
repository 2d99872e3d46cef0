using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>The clear sky: the hour's gradient with the glow of sun or moon.</summary>
internal sealed class Sky(Stage stage) : ILayer
{
    private readonly uint _seed = stage.Deal.Dice().Seed();

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        // Paint a little below the horizon, so that there is no gap between the sky and the next layer.
        canvas.Paint(new Box(0f, 0f, stage.Frame.Width, stage.Horizon + 0.12f), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var drift = 0.05f * Noise.At(x * 1.3f, y * 2.1f, _seed);
            var colour = stage.Palette.Sky((y / stage.Horizon) + drift);
            var distance = Curves.Length((x - stage.SunX) * 0.72f, y - stage.SunY);
            var halo = (0.5f * Curves.Glow(distance, 0.07f)) + (0.34f * Curves.Glow(distance, 0.26f));
            var glow = Curves.Mix(stage.Palette.Light, stage.Palette.Horizon, Curves.Clamp(distance * 2.5f));
            return colour + (glow * (halo * stage.LightStrength * 0.8f));
        }
    }
}
