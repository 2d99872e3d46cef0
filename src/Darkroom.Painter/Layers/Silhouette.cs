using System.Numerics;

namespace Darkroom.Painter.Layers;

internal enum Pose
{
    /// <summary>A standing walker in a coat.</summary>
    Walker,

    /// <summary>A sitting cat, fox or dog.</summary>
    Sitting,
}

/// <summary>A small figure against the light: almost a single tone, with a bright rim on the lit side.</summary>
internal sealed class Silhouette(Stage stage, Pose pose, float x0, float foot, float height, Vector3 colour) : ILayer
{
    private readonly float _facing = stage.SunX < x0 ? -1f : 1f;

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var soft = canvas.Texel * 1.2f / height;
        canvas.Paint(
            new Box(x0 - (height * 0.8f), foot - (height * 1.1f), x0 + (height * 0.8f), foot + (height * 0.08f)), Spot,
            cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var (u, v) = ((x - x0) / height * _facing, (foot - y) / height);
            var shadow = Curves.Step(0.5f, 0.1f, Curves.Length(u * 0.9f, v * 7f)) * 0.45f;
            under = Curves.Mix(under, stage.Palette.Shade, shadow);
            var distance = pose == Pose.Walker ? Walker(u, v) : Sitting(u, v);
            var rim = Curves.Step(-0.022f, 0f, distance) * Curves.Step(-0.05f, 0.12f, u + (v * 0.15f) - 0.03f);
            var fur = 0.78f + (0.35f * Curves.Step(-0.3f, 0.35f, u));
            var lit = (colour * fur) + (Curves.Mix(stage.Palette.Horizon, stage.Palette.Light, 0.5f) * (rim * 0.28f * stage.LightStrength));
            if (pose == Pose.Sitting)
            {
                var bib = Polygon.Ellipse(u - 0.17f, v - 0.4f, 0.06f, 0.14f);
                var tip = Polygon.Circle(u + 0.43f, v - 0.13f, 0.075f);
                lit = Curves.Mix(lit, Curves.Mix(colour, stage.Palette.Light, 0.6f), Polygon.Cover(MathF.Min(bib, tip), 0.05f) * 0.8f);
                var features = MathF.Min(
                    Polygon.Ellipse(u - 0.225f, v - 0.745f, 0.018f, 0.012f), Polygon.Circle(u - 0.372f, v - 0.665f, 0.018f));
                lit = Curves.Mix(lit, stage.Palette.Shade * 0.5f, Polygon.Cover(features, soft));
            }

            return Curves.Mix(under, lit, Polygon.Cover(distance, soft));
        }
    }

    private static float Walker(float u, float v)
    {
        var head = Polygon.Ellipse(u - 0.01f, v - 0.91f, 0.062f, 0.078f);
        var coat = Polygon.Limb(u, v, 0f, 0.74f, -0.01f, 0.36f, 0.1f, 0.135f);
        var neck = Polygon.Limb(u, v, 0f, 0.76f, 0f, 0.86f, 0.04f, 0.035f);
        var legs = MathF.Min(
            Polygon.Limb(u, v, 0.05f, 0.36f, 0.075f, 0.02f, 0.05f, 0.032f),
            Polygon.Limb(u, v, -0.06f, 0.36f, -0.08f, 0.02f, 0.05f, 0.032f));
        var arm = Polygon.Limb(u, v, 0.1f, 0.74f, 0.17f, 0.44f, 0.038f, 0.028f);
        var pack = Polygon.Ellipse(u + 0.13f, v - 0.64f, 0.07f, 0.13f);
        return Polygon.Join(Polygon.Join(Polygon.Join(coat, neck, 0.04f), head, 0.015f), MathF.Min(legs, MathF.Min(arm, pack)), 0.03f);
    }

    private static float Sitting(float u, float v)
    {
        var haunch = Polygon.Ellipse(u + 0.1f, v - 0.2f, 0.21f, 0.2f);
        var chest = Polygon.Limb(u, v, 0.02f, 0.26f, 0.14f, 0.6f, 0.17f, 0.1f);
        var legs = Polygon.Limb(u, v, 0.15f, 0.42f, 0.19f, 0.03f, 0.07f, 0.038f);
        var head = Polygon.Ellipse(u - 0.19f, v - 0.73f, 0.125f, 0.105f);
        var snout = Polygon.Limb(u, v, 0.24f, 0.7f, 0.36f, 0.66f, 0.06f, 0.022f);
        var ears = MathF.Min(
            Polygon.Triangle(u, -v, (0.1f, -0.99f), (0.2f, -0.8f), (0.07f, -0.76f)),
            Polygon.Triangle(u, -v, (0.25f, -0.98f), (0.3f, -0.76f), (0.18f, -0.8f)));
        var tail = MathF.Min(
            Polygon.Limb(u, v, -0.2f, 0.06f, -0.38f, 0.07f, 0.06f, 0.085f), Polygon.Limb(u, v, -0.38f, 0.07f, -0.47f, 0.2f, 0.085f, 0.02f));
        var body = Polygon.Join(Polygon.Join(haunch, chest, 0.12f), Polygon.Join(legs, tail, 0.04f), 0.05f);
        return Polygon.Join(body, Polygon.Join(Polygon.Join(head, snout, 0.06f), ears, 0.02f), 0.07f);
    }
}
