namespace Darkroom.Bench.Provider;

/// <summary>
/// An image with the statistics of a photograph, determined by a seed: detail at every scale, weaker at finer scales, hard edges, and sensor
/// noise. It can be rendered unfinished, without the finer detail, as image models send it.
/// </summary>
internal sealed class Scene(int seed)
{
    /// <summary>The length of each edge in pixels.</summary>
    public const int Edge = 1024;

    private const int Coarsest = 4;
    private const double Contrast = 42;
    private const double Roughness = 0.55;
    private const float EdgeHeight = 22;
    private const float Middle = 128;
    private const double Colourfulness = 0.45;

    /// <summary>Renders a PNG of <see cref="Edge"/> × <see cref="Edge"/> pixels.</summary>
    /// <param name="detail">The number of samples along an edge: a power of two, at least 8; <see cref="Edge"/> for the finished image.</param>
    /// <param name="grain">The maximum noise, of 255.</param>
    public byte[] Png(int detail, double grain)
    {
        var light = Field(1, detail, Contrast);
        var border = Field(2, detail, Contrast);
        var (warm, green) = (Field(3, detail, Contrast * Colourfulness), Field(4, detail, Contrast * Colourfulness));
        for (var i = 0; i < light.Length; i++)
        {
            light[i] += (border[i] > 0 ? EdgeHeight : -EdgeHeight) + Middle;
        }

        float[][] planes = [ToFull(light, detail), ToFull(warm, detail), ToFull(green, detail)];
        var pixels = new byte[Edge * Edge * 3];
        for (var i = 0; i < Edge * Edge; i++)
        {
            var (y, w, g) = (planes[0][i], planes[1][i], planes[2][i]);
            pixels[i * 3] = Develop(y + w, grain, i * 3);
            pixels[(i * 3) + 1] = Develop(y + g, grain, (i * 3) + 1);
            pixels[(i * 3) + 2] = Develop(y - w, grain, (i * 3) + 2);
        }

        return PngFile.Write(pixels, Edge, Edge);
    }

    /// <summary>Returns noise of all wavelengths that fit, each weaker than the next longer one.</summary>
    private float[] Field(int number, int detail, double strength)
    {
        var field = new float[Coarsest * Coarsest];
        for (var size = Coarsest; ; size *= 2)
        {
            var amplitude = strength * Math.Pow((double)Coarsest / size, Roughness);
            for (var i = 0; i < field.Length; i++)
            {
                field[i] += (float)(amplitude * Noise((uint)((number * 31) + size), (uint)i) * 2);
            }

            if (size == detail)
            {
                return field;
            }

            field = Doubled(field, size);
        }
    }

    private static float[] ToFull(float[] field, int size)
    {
        for (; size < Edge; size *= 2)
        {
            field = Doubled(field, size);
        }

        return field;
    }

    /// <summary>Returns the field at twice the size, by linear interpolation.</summary>
    private static float[] Doubled(float[] field, int size)
    {
        var doubled = new float[field.Length * 4];
        for (var y = 0; y < size * 2; y++)
        {
            var (top, bottom, down) = Between(y, size);
            for (var x = 0; x < size * 2; x++)
            {
                var (left, right, across) = Between(x, size);
                var upper = (field[(top * size) + left] * (1 - across)) + (field[(top * size) + right] * across);
                var lower = (field[(bottom * size) + left] * (1 - across)) + (field[(bottom * size) + right] * across);
                doubled[(y * size * 2) + x] = (upper * (1 - down)) + (lower * down);
            }
        }

        return doubled;
    }

    private static (int Low, int High, float Share) Between(int at, int size)
    {
        var low = (at - 1) >> 1;
        return (Math.Max(0, low), Math.Min(size - 1, low + 1), at % 2 == 0 ? 0.75f : 0.25f);
    }

    private byte Develop(double value, double grain, int at)
    {
        // The sum of two uniform distributions is similar to the noise of a sensor.
        var noise = Noise(977, (uint)at) + Noise(1013, (uint)at);
        return (byte)Math.Clamp(value + (noise * grain), 0, 255);
    }

    /// <summary>Returns uniform noise from -1 to 1, determined by the position.</summary>
    private float Noise(uint field, uint at)
    {
        var mixed = (at * 0x9E3779B1u) ^ (field * 0x85EBCA77u) ^ ((uint)seed * 0xC2B2AE3Du);
        mixed = (mixed ^ (mixed >> 15)) * 0x2C1B3C6Du;
        mixed = (mixed ^ (mixed >> 12)) * 0x297A2D39u;
        mixed ^= mixed >> 15;
        return (mixed / (float)uint.MaxValue * 2) - 1;
    }
}
