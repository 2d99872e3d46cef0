namespace Darkroom.Imaging.Drawing;

/// <summary>The softened shape of letters: full strength beside them, transparent at a distance.</summary>
public sealed class SoftShadow
{
    /// <summary>Where a quarter of the surroundings are letters, the shadow has its full strength.</summary>
    private const int Boost = 4;

    /// <summary>From this radius on the shadow is so soft that half of the pixels are enough.</summary>
    private const int VerySoft = 8;

    private readonly byte[] _mask;

    /// <summary>1 or 2: the pixels that one value of the mask stands for.</summary>
    private readonly int _scale;
    private readonly int _columns;

    private SoftShadow(byte[] mask, int columns, int scale, int pad)
    {
        (_mask, _columns, _scale) = (mask, columns, scale);
        Pad = pad * scale;
        Width = columns * scale;
        Height = mask.Length / columns * scale;
    }

    /// <summary>How far the shadow reaches beyond the letters, in pixels.</summary>
    internal int Pad { get; }

    internal int Width { get; }

    internal int Height { get; }

    /// <summary>Makes the shadow of letters.</summary>
    /// <param name="text">Pixels with alpha.</param>
    /// <param name="radius">How far it reaches with nearly full strength, in pixels; it ends at about three times the distance.</param>
    public static SoftShadow Of(Pixels text, int radius)
    {
        ArgumentNullException.ThrowIfNull(text);
        var scale = radius >= VerySoft ? 2 : 1;
        var (reach, pad) = (radius / scale, radius / scale * 3);
        var (width, height) = (((text.Width + scale - 1) / scale) + (2 * pad), ((text.Height + scale - 1) / scale) + (2 * pad));
        var mask = new byte[width * height];
        for (var row = 0; row < text.Height; row++)
        {
            var to = mask.AsSpan((((row / scale) + pad) * width) + pad, width - (2 * pad));
            var from = text.Data.AsSpan(row * text.Width * 4, text.Width * 4);
            for (var column = 0; column < text.Width; column++)
            {
                to[column >> (scale - 1)] += (byte)(from[(column * 4) + 3] >> (2 * (scale - 1)));
            }
        }

        mask = Blurred(Blurred(mask, width, height, reach), width, height, reach);
        for (var at = 0; at < mask.Length; at++)
        {
            mask[at] = (byte)Math.Min(255, mask[at] * Boost);
        }

        return new SoftShadow(mask, width, scale, pad);
    }

    /// <summary>Writes the weights, 0 to 255, of a row of pixels.</summary>
    /// <param name="x">The first pixel, from the left of the shadow.</param>
    /// <param name="y">The row, from the top of the shadow.</param>
    /// <param name="full">The weight where the shadow has its full strength, 0 to 256.</param>
    internal void Row(int x, int y, int full, Span<byte> weights)
    {
        var row = _mask.AsSpan(y / _scale * _columns, _columns);
        var shift = _scale - 1;
        for (var at = 0; at < weights.Length; at++)
        {
            weights[at] = (byte)((row[(x + at) >> shift] * full) >> 8);
        }
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
