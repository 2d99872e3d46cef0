using System.Numerics;

namespace Darkroom.Painter;

/// <summary>
/// The painter's arithmetic. Written out with operators whose results IEEE 754 fixes: <c>float.Lerp</c>, <c>Vector3.Lerp</c> and
/// <c>MathF.Exp</c> may differ in the last bit from one processor to the next, and a seed must mean one image.
/// </summary>
internal static class Curves
{
    public static float Mix(float from, float to, float amount) => from + ((to - from) * amount);

    public static Vector3 Mix(Vector3 from, Vector3 to, float amount) => from + ((to - from) * amount);

    public static float Clamp(float value) => MathF.Max(0f, MathF.Min(1f, value));

    /// <summary>0 up to <paramref name="low"/>, 1 from <paramref name="high"/>, an S between them.</summary>
    public static float Step(float low, float high, float value)
    {
        var t = Clamp((value - low) / (high - low));
        return t * t * (3f - (2f * t));
    }

    /// <summary>Close to e^-x for x of 0 or more; 1 below, as just outside an edge that a coarse pixel straddles.</summary>
    public static float Decay(float x)
    {
        x = MathF.Max(0f, x);
        return 1f / (1f + (x * (1f + (x * (0.5f + (x * 0.22f))))));
    }

    /// <summary>Light around a point: 1 at the point, a half at one radius, a long tail.</summary>
    public static float Glow(float distance, float radius)
    {
        var r = distance / radius;
        return 1f / (1f + (r * r));
    }

    public static float Length(float x, float y) => MathF.Sqrt((x * x) + (y * y));

    /// <summary>The part after the point, never negative.</summary>
    public static float Fraction(float value) => value - MathF.Floor(value);

    /// <summary>A wave of period 1 and height 1, zero and rising at 0: a parabola bent to within 0.1 % of a sine.</summary>
    public static float Wave(float turns)
    {
        var t = Fraction(turns);
        var side = t < 0.5f ? 1f : -1f;
        var h = t < 0.5f ? t : t - 0.5f;
        var p = h * (0.5f - h) * 16f;
        return side * p * (0.775f + (0.225f * p));
    }
}
