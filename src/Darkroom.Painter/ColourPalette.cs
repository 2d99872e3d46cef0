using System.Numerics;

namespace Darkroom.Painter;

/// <summary>An image's colours, all in light intensities (see <see cref="Colour"/>).</summary>
/// <param name="Zenith">The top of the sky.</param>
/// <param name="High">The sky a third of the way down.</param>
/// <param name="Low">The sky above the horizon.</param>
/// <param name="Horizon">The sky at the horizon, usually the brightest.</param>
/// <param name="Light">The sun or the moon.</param>
/// <param name="Haze">Land far away.</param>
/// <param name="Shade">Land close by.</param>
/// <param name="Accent">The most striking object.</param>
internal sealed record ColourPalette(
    Vector3 Zenith, Vector3 High, Vector3 Low, Vector3 Horizon, Vector3 Light, Vector3 Haze, Vector3 Shade, Vector3 Accent)
{
    public static ColourPalette Hex(uint zenith, uint high, uint low, uint horizon, uint light, uint haze, uint shade, uint accent) => new(
        Colour.Hex(zenith), Colour.Hex(high), Colour.Hex(low), Colour.Hex(horizon),
        Colour.Hex(light), Colour.Hex(haze), Colour.Hex(shade), Colour.Hex(accent));

    /// <summary>The sky's colour from 0, the zenith, to 1, the horizon.</summary>
    public Vector3 Sky(float t)
    {
        var upper = Curves.Mix(Zenith, High, Curves.Step(-0.1f, 0.45f, t));
        var lower = Curves.Mix(upper, Low, Curves.Step(0.25f, 0.85f, t));
        return Curves.Mix(lower, Horizon, Curves.Step(0.62f, 1.05f, t));
    }

    /// <summary>The land's colour from 0, the horizon, to 1, the foreground.</summary>
    public Vector3 Land(float depth) => Curves.Mix(Haze, Shade, depth);

    /// <summary>Returns the palette tinted with colours from the prompt: the first one for shade and sky, the second one for the light.</summary>
    /// <param name="strength">The strength, 0 to 1. It is lower if the colour belongs to an object, such as a red boat.</param>
    public ColourPalette Leaning(IReadOnlyList<Vector3> colours, float strength)
    {
        if (colours.Count == 0)
        {
            return this;
        }

        var (main, second) = (colours[0], colours.Count > 1 ? colours[1] : colours[0]);
        var lightShare = colours.Count > 1 ? 0.75f : 0.45f;
        return this with
        {
            Zenith = Colour.Tint(Zenith, main, 0.8f * strength),
            High = Colour.Tint(High, main, 0.75f * strength),
            Low = Colour.Tint(Low, Curves.Mix(main, second, 0.5f * strength), 0.6f),
            Horizon = Colour.Tint(Horizon, second, lightShare * strength),
            Light = Colour.Tint(Light, second, 0.25f * strength),
            Haze = Colour.Tint(Haze, main, 0.65f * strength),
            Shade = Colour.Tint(Shade, main, 0.6f * strength),
            Accent = colours[^1],
        };
    }
}
