using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>How one line of hills or mountains looks.</summary>
/// <param name="Depth">The depth from 0, the horizon, to 1, the foreground, which determines colour and contrast.</param>
/// <param name="Base">The foot's distance from the top, in scene units.</param>
/// <param name="Height">The height of the highest peaks above the foot.</param>
/// <param name="Width">The width of a typical peak.</param>
/// <param name="Sharpness">0 for rolling hills, 1 for rock.</param>
/// <param name="Mist">The amount of mist at the foot, 0 to 1.</param>
/// <param name="Snow">The share of the height above which there is snow; 1 or more for none, 0 or less for snow everywhere.</param>
internal sealed record RidgeForm(float Depth, float Base, float Height, float Width, float Sharpness, float Mist, float Snow);

/// <summary>One line of hills: a silhouette with lit facets, snow and a misty foot.</summary>
internal sealed class Ridge(Stage stage, RidgeForm form, uint seed) : ILayer
{
    private readonly Vector3 _colour = stage.Palette.Land(form.Depth);
    private readonly Vector3 _mist = Curves.Mix(stage.Palette.Horizon, stage.Palette.Haze, 0.3f + (0.5f * form.Depth));
    private readonly float _shift = (seed & 1023) * 0.37f;

    /// <summary>The crest's height above the foot, in scene units.</summary>
    public float Crest(float x)
    {
        var at = (x / form.Width) + _shift;
        var hills = 0.5f + (0.5f * Noise.Fbm(at * 0.7f, 0.5f, 5, seed));
        var rock = Noise.Ridged(at * 0.55f, 0.5f, 6, seed + 1);
        return form.Height * Curves.Mix(hills, (rock * 0.8f) + (hills * 0.35f), form.Sharpness);
    }

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var crest = canvas.Profile(x => form.Base - Crest(x));
        var octaves = canvas.Octaves(form.Width * 0.3f, form.Depth > 0.6f ? 5 : 4);
        var soft = canvas.Texel * 1.2f;
        var top = crest.Min() - soft;
        canvas.Paint(new Box(0f, top, stage.Frame.Width, stage.Frame.Height), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            var depth = y - crest[canvas.Column(x)];
            var cover = Polygon.Cover(-depth, soft);
            return cover <= 0f ? under : Curves.Mix(under, Surface(x, y, depth, octaves), cover);
        }
    }

    private Vector3 Surface(float x, float y, float depth, int octaves)
    {
        var fog = form.Mist * Curves.Step(form.Base - (form.Height * 0.85f), form.Base + (form.Height * 0.12f), y);
        if (y > form.Base + (form.Height * 0.3f))
        {
            return Curves.Mix(_colour, _mist, form.Mist);
        }

        var lit = Facets(x, y, depth, octaves);
        var near = stage.Nearness(x, y, 0.4f) * stage.LightStrength;
        var contrast = Curves.Mix(0.16f, 0.5f, form.Sharpness) * Curves.Mix(0.6f, 1f, form.Depth);
        var sunny = Curves.Mix(stage.Palette.Light, stage.Palette.Horizon, 0.5f);
        var colour = (_colour * (1f - (contrast * 0.6f * (1f - lit)))) + (sunny * (contrast * lit * (0.05f + (0.3f * near))));
        colour = Snowed(colour, x, y, depth, lit, near);
        colour += sunny * (Curves.Decay(depth * 130f) * near * 0.4f);
        return Curves.Mix(colour, _mist, fog);
    }

    private float Facets(float x, float y, float depth, int octaves)
    {
        // Gullies run down from the crest: the noise is stretched along the slope and distorted by a coarser field.
        var towards = stage.Side(x);
        var bend = Noise.At(x / form.Width * 2.2f, y / form.Width * 2.2f, seed + 4);
        var (u, v) = ((x / form.Width * 5f) + _shift + (bend * 0.9f), (depth / form.Width * 3.2f) + (bend * 0.6f));
        var here = Noise.Ridged(u, v, octaves, seed + 2);
        var there = Noise.Ridged(u + (towards * 0.14f), v - 0.05f, octaves, seed + 2);
        return Curves.Clamp(0.5f + ((here - there) * Curves.Mix(1f, 2.2f, form.Sharpness)));
    }

    private Vector3 Snowed(Vector3 colour, float x, float y, float depth, float lit, float near)
    {
        if (form.Snow >= 1f)
        {
            return colour;
        }

        var line = form.Base - (form.Height * form.Snow) + (0.25f * form.Height * Noise.Fbm(x * 9f, y * 9f, 4, seed + 3));
        var cover = Curves.Step(0.04f, -0.04f, y - line) * Curves.Step(0.12f, 0.5f, lit + (0.2f * (1f - (depth * 4f))));
        var white = stage.Scene.Dark ? stage.Palette.Horizon * 0.8f : Curves.Mix(stage.Palette.Light, stage.Palette.High, 0.35f);
        var shaded = Curves.Mix(white * 0.5f, stage.Palette.High, 0.45f);
        var snow = Curves.Mix(shaded, white, Curves.Clamp((lit * 0.9f) + (near * 0.4f)));
        return Curves.Mix(colour, snow, cover * Curves.Mix(0.55f, 0.95f, form.Depth + 0.3f));
    }
}
