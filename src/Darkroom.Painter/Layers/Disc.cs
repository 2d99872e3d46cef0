using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>The sun's disc, or the moon with its seas and halo.</summary>
internal sealed class Disc(Stage stage, bool moon) : ILayer
{
    private readonly uint _seed = stage.Deal.Dice().Seed() ^ 0xD15Cu;
    // The earth's shadow, in moon radii to the side; far away for a full moon.
    private readonly float _shadow = stage.Scene.Has(Motif.Moon) || stage.Deal.Choice("moon phase", 2) == 0
        ? 3f
        : stage.Deal.Between("moon crescent", 0.5f, 0.8f);

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var radius = stage.SunRadius;
        var reach = radius * (moon ? 9f : 2f);
        var soft = canvas.Texel * 1.5f;
        canvas.Paint(Box.Around(stage.SunX, stage.SunY, reach), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var (dx, dy) = (x - stage.SunX, y - stage.SunY);
            var distance = Curves.Length(dx, dy);
            if (moon)
            {
                var halo = Curves.Glow(distance, radius * 1.6f) * Curves.Step(reach, reach * 0.3f, distance);
                under += stage.Palette.Light * (halo * 0.22f);
            }

            var cover = Polygon.Cover(distance - radius, soft + (moon ? 0f : radius * 0.04f)) * (moon ? 1f : 0.94f);
            return cover <= 0f ? under : Curves.Mix(under, moon ? Moon(dx / radius, dy / radius, under) : Sun(dy / radius), cover);
        }
    }

    private Vector3 Sun(float y)
    {
        // A low sun is redder at its lower edge, where its light passes through more air.
        var low = stage.Scene.Hour == Hour.Day ? 0f : Curves.Step(-0.4f, 1.2f, y) * 0.6f;
        return Curves.Mix(stage.Palette.Light * 1.25f, stage.Palette.Horizon * 1.1f, low);
    }

    private Vector3 Moon(float x, float y, Vector3 under)
    {
        var seas = Curves.Step(-0.05f, 0.5f, Noise.Fbm((x * 1.3f) + 3f, y * 1.3f, 4, _seed));
        var surface = stage.Palette.Light * (0.98f - (0.26f * seas) - (0.1f * ((x * x) + (y * y))));
        var shadow = Curves.Step(1.02f, 0.94f, Curves.Length(x + _shadow, y + (_shadow * 0.25f)) / 1.05f);
        return Curves.Mix(surface, under + (surface * 0.03f), shadow);
    }
}
