using System.Numerics;

namespace Darkroom.Painter;

/// <summary>Changes a palette for the weather and season.</summary>
internal static class Weather
{
    public static ColourPalette Over(ColourPalette palette, Scene scene)
    {
        if (scene.Has(Motif.Storm))
        {
            palette = Stormy(palette);
        }
        else if (scene.Has(Motif.Rain | Motif.Fog))
        {
            palette = Damp(palette);
        }

        return scene.Has(Motif.Snow) ? Snowy(palette, scene.Dark) : palette;
    }

    private static ColourPalette Stormy(ColourPalette palette) => palette with
    {
        Zenith = Colour.Saturate(palette.Zenith, 0.95f) * 0.55f,
        High = Colour.Saturate(palette.High, 0.95f) * 0.62f,
        Low = palette.Low * 0.85f,
        Haze = Colour.Saturate(palette.Haze, 0.8f) * 0.6f,
        Shade = palette.Shade * 0.8f,
    };

    private static ColourPalette Damp(ColourPalette palette) => palette with
    {
        Zenith = Curves.Mix(Colour.Saturate(palette.Zenith, 0.75f), palette.High, 0.3f),
        High = Curves.Mix(Colour.Saturate(palette.High, 0.8f), palette.Low, 0.2f),
        Low = Colour.Saturate(palette.Low, 0.85f),
        Haze = Curves.Mix(palette.Haze, palette.Low, 0.4f),
    };

    private static ColourPalette Snowy(ColourPalette palette, bool dark)
    {
        var cold = dark ? new Vector3(0.16f, 0.24f, 0.42f) : new Vector3(0.72f, 0.8f, 0.92f);
        return palette with { Haze = Curves.Mix(palette.Haze, cold, 0.45f), Zenith = Colour.Saturate(palette.Zenith, 0.85f) };
    }
}
