namespace Darkroom.Imaging;

/// <summary>The cosine coefficients that a ThumbHash holds (https://evanw.github.io/thumbhash/). Bytes that are missing count as zero.</summary>
public sealed class ThumbHashCoefficients
{
    private const int MaxEdge = 7;
    private const int ColourEdge = 3;

    private readonly float[] _lightness = new float[MaxEdge * MaxEdge];
    private readonly float[] _yellowBlue = new float[ColourEdge * ColourEdge];
    private readonly float[] _redGreen = new float[ColourEdge * ColourEdge];

    private ThumbHashCoefficients()
    {
    }

    /// <summary>The average lightness, 0 to 1.</summary>
    public float Lightness { get; private init; }

    /// <summary>The average of yellow minus blue, -1 to 1.</summary>
    public float YellowBlue { get; private init; }

    /// <summary>The average of red minus green, -1 to 1.</summary>
    public float RedGreen { get; private init; }

    /// <summary>The average opacity, 0 to 1.</summary>
    public float Opacity { get; private init; }

    public static ThumbHashCoefficients Read(ReadOnlySpan<byte> hash)
    {
        var first = At(hash, 0) | At(hash, 1) << 8 | At(hash, 2) << 16;
        var second = At(hash, 3) | At(hash, 4) << 8;
        var hasAlpha = (first >> 23) != 0;
        var coefficients = new ThumbHashCoefficients
        {
            Lightness = (first & 63) / 63f,
            YellowBlue = ((first >> 6) & 63) / 31.5f - 1,
            RedGreen = ((first >> 12) & 63) / 31.5f - 1,
            Opacity = hasAlpha ? (At(hash, 5) & 15) / 15f : 1,
        };

        var landscape = (second >> 15) != 0;
        var longer = hasAlpha ? 5 : MaxEdge;
        var shorter = Math.Clamp(second & 7, 3, MaxEdge);
        var (across, down) = landscape ? (longer, shorter) : (shorter, longer);
        var at = hasAlpha ? 12 : 10;
        at = Fill(hash, at, coefficients._lightness, MaxEdge, (across, down), ((first >> 18) & 31) / 31f);
        at = Fill(hash, at, coefficients._yellowBlue, ColourEdge, (ColourEdge, ColourEdge), ((second >> 3) & 63) / 63f);
        Fill(hash, at, coefficients._redGreen, ColourEdge, (ColourEdge, ColourEdge), ((second >> 9) & 63) / 63f);
        return coefficients;
    }

    /// <summary>Returns a coefficient of lightness; 0 if the hash has none of these frequencies.</summary>
    /// <param name="x">The horizontal frequency, 0 to 6.</param>
    /// <param name="y">The vertical frequency, 0 to 6.</param>
    public float LightnessAt(int x, int y) => _lightness[y * MaxEdge + x];

    /// <summary>Returns a coefficient of yellow minus blue.</summary>
    /// <param name="x">The horizontal frequency, 0 to 2.</param>
    /// <param name="y">The vertical frequency, 0 to 2.</param>
    public float YellowBlueAt(int x, int y) => _yellowBlue[y * ColourEdge + x];

    /// <summary>Returns a coefficient of red minus green.</summary>
    /// <param name="x">The horizontal frequency, 0 to 2.</param>
    /// <param name="y">The vertical frequency, 0 to 2.</param>
    public float RedGreenAt(int x, int y) => _redGreen[y * ColourEdge + x];

    /// <summary>Returns the difference hash of the blurred image that the coefficients describe: about that of the image itself.</summary>
    public long ToDifferenceHash()
    {
        Span<float> cells = stackalloc float[Steps.DifferenceHash.Cells];
        for (var index = 0; index < cells.Length; index++)
        {
            var (row, column) = Math.DivRem(index, Steps.DifferenceHash.Across);
            for (var y = 0; y < MaxEdge; y++)
            {
                for (var x = 0; x < MaxEdge; x++)
                {
                    cells[index] += _lightness[y * MaxEdge + x] * Wave(x, column, Steps.DifferenceHash.Across) * Wave(y, row, Steps.DifferenceHash.Down);
                }
            }
        }

        return Steps.DifferenceHash.From(cells);
    }

    private static float Wave(int frequency, int cell, int cells) =>
        frequency == 0 ? 1 : 2 * MathF.Cos(MathF.PI * frequency * (cell + 0.5f) / cells);

    /// <returns>The number of the next half of a byte.</returns>
    private static int Fill(ReadOnlySpan<byte> hash, int at, float[] plane, int edge, (int Across, int Down) size, float scale)
    {
        for (var y = 0; y < size.Down; y++)
        {
            for (var x = y == 0 ? 1 : 0; x * size.Down < size.Across * (size.Down - y); x++)
            {
                var nibble = (At(hash, at >> 1) >> ((at & 1) * 4)) & 15;
                plane[y * edge + x] = (nibble / 7.5f - 1) * scale;
                at++;
            }
        }

        return at;
    }

    private static int At(ReadOnlySpan<byte> hash, int index) => index < hash.Length ? hash[index] : 0;
}
