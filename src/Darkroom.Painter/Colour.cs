using System.Numerics;

namespace Darkroom.Painter;

/// <summary>
/// Colours as three light intensities: 0 for none, 1 for white, above 1 for glare. The scale is the square of the sRGB value. It is close enough
/// to linear light for natural mixtures, and its inverse, the square root, has the same result on every machine.
/// </summary>
internal static class Colour
{
    public static Vector3 Hex(uint rgb)
    {
        var encoded = new Vector3((rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255) * (1f / 255f);
        return encoded * encoded;
    }

    public static float Brightness(Vector3 colour) => (colour.X * 0.25f) + (colour.Y * 0.65f) + (colour.Z * 0.1f);

    /// <summary>Moves a colour towards another one's hue and keeps its brightness.</summary>
    public static Vector3 Tint(Vector3 colour, Vector3 towards, float amount)
    {
        var scaled = towards * (Brightness(colour) / MathF.Max(0.02f, Brightness(towards)));
        // A dark tint scaled up to a bright sky exceeds the gamut. The excess is spread over the other channels.
        var spill = MathF.Max(0f, MathF.Max(scaled.X, MathF.Max(scaled.Y, scaled.Z)) - 1f);
        scaled = (scaled + new Vector3(spill * 0.35f)) * (1f / (1f + spill));
        return Curves.Mix(colour, scaled, amount);
    }

    public static Vector3 Saturate(Vector3 colour, float factor)
    {
        var grey = new Vector3(Brightness(colour));
        return Positive(grey + ((colour - grey) * factor));
    }

    public static Vector3 Positive(Vector3 colour) =>
        new(MathF.Max(0f, colour.X), MathF.Max(0f, colour.Y), MathF.Max(0f, colour.Z));
}
