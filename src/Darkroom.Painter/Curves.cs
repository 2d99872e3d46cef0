using System.Numerics;

namespace Darkroom.Painter;

/// <summary>
/// The painter's arithmetic. It uses only operators whose results IEEE 754 specifies exactly: <c>float.Lerp</c>, <c>Vector3.Lerp</c> and
/// <c>MathF.Exp</c> may differ between processors in the last bit, but a seed must always yield the same image.
/// </summary>
internal static class Curves
{
    public static float Mix(float from, float to, float amount) => from + ((to - from) * amount);

    public static Vector3 Mix(Vector3 from, Vector3 to, float amount) => from + ((to - from) * amount);

    public static float Clamp(float value) => MathF.Max(0f, MathF.Min(1f, value));

    /// <summary>Returns 0 up to <paramref name="low"/>, 1 from <paramref name="high"/>, and an S-shaped transition between them.</summary>
    public static float Step(float low, float high, float value)
    {
        var t = Clamp((value - low) / (high - low));
        return t * t * (3f - (2f * t));
    }

    /// <summary>Approximates e^-x for x of 0 or more; returns 1 for negative x, which occurs just outside an edge.</summary>
    public static float Decay(float x)
    {
        x = MathF.Max(0f, x);
        return 1f / (1f + (x * (1f + (x * (0.5f + (x * 0.22f))))));
    }

    /// <summary>The light around a point: 1 at the point, 0.5 at one radius, with a long tail.</summary>
    public static float Glow(float distance, float radius)
    {
        var r = distance / radius;
        return 1f / (1f + (r * r));
    }

    public static float Length(float x, float y) => MathF.Sqrt((x * x) + (y * y));

    /// <summary>The fractional part, never negative.</summary>
    public static float Fraction(float value) => value - MathF.Floor(value);

    /// <summary>A sine of period 1 and amplitude 1, approximated by parabolas to within 0.1 %.</summary>
    public static float Wave(float turns)
    {
        var t = Fraction(turns);
        var side = t < 0.5f ? 1f : -1f;
        var h = t < 0.5f ? t : t - 0.5f;
        var p = h * (0.5f - h) * 16f;
        return side * p * (0.775f + (0.225f * p));
    }
}
