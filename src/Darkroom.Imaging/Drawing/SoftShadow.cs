namespace Darkroom.Imaging.Drawing;

/// <summary>The softened shape of letters: full strength beside them, transparent at a distance.</summary>
public sealed class SoftShadow
{
    /// <summary>Where a quarter of the surroundings are letters, the shadow has its full strength.</summary>
    private const int Boost = 4;

    private SoftShadow(int pad, int width, int height, byte[] mask) => (Pad, Width, Height, Mask) = (pad, width, height, mask);

    /// <summary>How far the shadow reaches beyond the letters, in pixels.</summary>
    internal int Pad { get; }

    internal int Width { get; }

    internal int Height { get; }

    /// <summary>The strengths, row by row.</summary>
    internal byte[] Mask { get; }

    /// <summary>Makes the shadow of letters.</summary>
    /// <param name="text">Pixels with alpha.</param>
    /// <param name="radius">How far it reaches with nearly full strength, in pixels; it ends at about three times the distance.</param>
    public static SoftShadow Of(Pixels text, int radius)
    {
        ArgumentNullException.ThrowIfNull(text);
        var pad = radius * 3;
        var (width, height) = (text.Width + (2 * pad), text.Height + (2 * pad));
        var mask = new byte[width * height];
        for (var row = 0; row < text.Height; row++)
        {
            var to = mask.AsSpan(((row + pad) * width) + pad, text.Width);
            var from = text.Data.AsSpan(row * text.Width * 4, text.Width * 4);
            for (var column = 0; column < to.Length; column++)
            {
                to[column] = from[(column * 4) + 3];
            }
        }

        mask = Blurred(Blurred(mask, width, height, radius), width, height, radius);
        for (var at = 0; at < mask.Length; at++)
        {
            mask[at] = (byte)Math.Min(255, mask[at] * Boost);
        }

        return new SoftShadow(pad, width, height, mask);
    }

    /// <summary>Replaces each value with the mean of the square around it.</summary>
    private static byte[] Blurred(byte[] mask, int width, int height, int radius)
    {
        var share = (1 << 16) / ((2 * radius) + 1);
        var across = new byte[mask.Length];
        for (var y = 0; y < height; y++)
        {
            Means(mask.AsSpan(y * width, width), across.AsSpan(y * width, width), radius);
        }

        // Whole rows are added at a time: columns one by one would miss the cache.
        var sums = new int[width];
        var result = new byte[mask.Length];
        for (var y = -radius; y < height; y++)
        {
            if (y + radius < height)
            {
                Add(across.AsSpan((y + radius) * width, width), sums, 1);
            }

            if (y - radius - 1 >= 0)
            {
                Add(across.AsSpan((y - radius - 1) * width, width), sums, -1);
            }

            for (var x = 0; y >= 0 && x < width; x++)
            {
                result[(y * width) + x] = (byte)((sums[x] * share) >> 16);
            }
        }

        return result;
    }

    private static void Means(ReadOnlySpan<byte> from, Span<byte> to, int radius)
    {
        var (sum, share) = (0, (1 << 16) / ((2 * radius) + 1));
        for (var at = -radius; at < from.Length; at++)
        {
            sum += at + radius < from.Length ? from[at + radius] : 0;
            sum -= at - radius - 1 >= 0 ? from[at - radius - 1] : 0;
            if (at >= 0)
            {
                to[at] = (byte)((sum * share) >> 16);
            }
        }
    }

    private static void Add(ReadOnlySpan<byte> values, Span<int> sums, int sign)
    {
        for (var at = 0; at < values.Length; at++)
        {
            sums[at] += sign * values[at];
        }
    }
}
