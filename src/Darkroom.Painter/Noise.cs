namespace Darkroom.Painter;

/// <summary>
/// Gradient noise from an integer hash. It uses only additions, multiplications and floors in a fixed order, so the result is identical on every
/// machine.
/// </summary>
internal static class Noise
{
    // Sixteen evenly spaced directions, slightly rotated so that no feature is aligned with the pixel grid.
    private static ReadOnlySpan<float> Directions =>
    [
        0.9952f, 0.0980f, 0.8819f, 0.4714f, 0.6344f, 0.7730f, 0.2903f, 0.9569f, -0.0980f, 0.9952f, -0.4714f, 0.8819f,
        -0.7730f, 0.6344f, -0.9569f, 0.2903f, -0.9952f, -0.0980f, -0.8819f, -0.4714f, -0.6344f, -0.7730f, -0.2903f, -0.9569f,
        0.0980f, -0.9952f, 0.4714f, -0.8819f, 0.7730f, -0.6344f, 0.9569f, -0.2903f,
    ];

    public static uint Hash(int x, int y, uint seed)
    {
        var h = seed ^ ((uint)x * 0x9E3779B1u) ^ ((uint)y * 0x85EBCA77u);
        h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
        h = (h ^ (h >> 12)) * 0x297A2D39u;
        return h ^ (h >> 15);
    }

    /// <summary>White noise per cell, from 0 up to but not including 1.</summary>
    public static float Cell(int x, int y, uint seed) => (Hash(x, y, seed) >> 8) * (1f / (1 << 24));

    /// <summary>Smooth noise, about -1 to 1, with features one unit across.</summary>
    public static float At(float x, float y, uint seed)
    {
        var floorX = MathF.Floor(x);
        var floorY = MathF.Floor(y);
        var (column, row) = ((int)floorX, (int)floorY);
        var (dx, dy) = (x - floorX, y - floorY);
        var (sx, sy) = (Fade(dx), Fade(dy));
        var a = Slope(Hash(column, row, seed), dx, dy);
        var b = Slope(Hash(column + 1, row, seed), dx - 1f, dy);
        var c = Slope(Hash(column, row + 1, seed), dx, dy - 1f);
        var d = Slope(Hash(column + 1, row + 1, seed), dx - 1f, dy - 1f);
        var top = a + ((b - a) * sx);
        var bottom = c + ((d - c) * sx);
        return (top + ((bottom - top) * sy)) * 1.5f;
    }

    /// <summary>Octaves of smooth noise, each half as strong and a little over twice as fine; about -1 to 1.</summary>
    public static float Fbm(float x, float y, int octaves, uint seed)
    {
        var (sum, weight, total) = (0f, 1f, 0f);
        for (var octave = 0; octave < octaves; octave++)
        {
            sum += At(x, y, seed + ((uint)octave * 0x68E31DA4u)) * weight;
            total += weight;
            weight *= 0.5f;
            // Rotating each octave hides the lattice; the factor 2.03 keeps the lattice points of two octaves apart.
            (x, y) = (((x * 0.8f) - (y * 0.6f)) * 2.03f, ((x * 0.6f) + (y * 0.8f)) * 2.03f);
        }

        return sum / total * 1.3f;
    }

    /// <summary>Octaves of ridged noise with sharp crests, as in rock: 0 to 1, with 1 on a crest.</summary>
    public static float Ridged(float x, float y, int octaves, uint seed)
    {
        var (sum, weight, total, gain) = (0f, 1f, 0f, 1f);
        for (var octave = 0; octave < octaves; octave++)
        {
            var crease = 1f - MathF.Min(1f, MathF.Abs(At(x, y, seed + ((uint)octave * 0x1B56C4E9u))));
            crease *= crease * gain;
            sum += crease * weight;
            total += weight;
            weight *= 0.5f;
            gain = MathF.Min(1f, crease * 1.6f);
            (x, y) = (x * 2.07f, y * 2.07f);
        }

        return sum / total;
    }

    private static float Fade(float t) => t * t * t * ((t * ((t * 6f) - 15f)) + 10f);

    private static float Slope(uint hash, float dx, float dy)
    {
        var direction = (int)(hash >> 28) * 2;
        return (Directions[direction] * dx) + (Directions[direction + 1] * dy);
    }
}
