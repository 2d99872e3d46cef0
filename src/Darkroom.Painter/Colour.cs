using System.Numerics;

namespace Darkroom.Painter;

/// <summary>
/// Colours as three light intensities, 0 (none) to 1 (paper white), above 1 for glare. The scale is the square of the sRGB value:
/// near enough to linear light that mixtures glow instead of going muddy, and its inverse, a square root, is exact everywhere.
/// </summary>
internal static class Colour
{
    public static Vector3 Hex(uint rgb)
    {
        var encoded = new Vector3((rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255) * (1f / 255f);
        return encoded * encoded;
    }

    public static float Brightness(Vector3 colour) => (colour.X * 0.25f) + (colour.Y * 0.65f) + (colour.Z * 0.1f);

    /// <summary>The colour moved towards another one's hue, its own brightness kept.</summary>
    public static Vector3 Tint(Vector3 colour, Vector3 towards, float amount)
    {
        var scaled = towards * (Brightness(colour) / MathF.Max(0.02f, Brightness(towards)));
        // A dark tint scaled up to a bright sky leaves the gamut: what exceeds white spills into the other channels instead.
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
