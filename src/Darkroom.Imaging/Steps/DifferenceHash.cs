namespace Darkroom.Imaging.Steps;

/// <summary>
/// A difference hash (https://www.hackerfactor.com/blog/index.php?/archives/529-Kind-of-Like-That.html): the image as 9 × 8 cells of
/// average lightness, and one bit for each pair of neighbours in a row: whether the right one is lighter. Copies in other sizes and formats differ in few bits.
/// </summary>
internal static class DifferenceHash
{
    internal const int Across = 9;
    internal const int Down = 8;
    internal const int Cells = Across * Down;

    /// <summary>What shows through transparent pixels: hidden colours do not count.</summary>
    private const float Behind = 0.5f;

    /// <param name="pixels">Interleaved 8-bit sRGB, with alpha last if there are four bands.</param>
    /// <param name="width">The width in pixels, at least 1.</param>
    /// <param name="height">The height in pixels, at least 1.</param>
    /// <param name="bands">3 or 4.</param>
    internal static long Compute(ReadOnlySpan<byte> pixels, int width, int height, int bands)
    {
        Span<float> cells = stackalloc float[Cells];
        Span<float> row = stackalloc float[Across];
        for (var y = 0; y < height; y++)
        {
            row.Clear();
            for (var x = 0; x < width; x++)
            {
                Spread(row, 1, x, width, Lightness(pixels.Slice((y * width + x) * bands, bands)));
            }

            for (var column = 0; column < Across; column++)
            {
                Spread(cells[column..], Across, y, height, row[column]);
            }
        }

        return From(cells);
    }

    /// <param name="cells">The lightness of the cells by row, in any unit.</param>
    internal static long From(ReadOnlySpan<float> cells)
    {
        long hash = 0;
        for (var bit = 0; bit < 64; bit++)
        {
            var left = bit / 8 * Across + bit % 8;
            hash |= cells[left] < cells[left + 1] ? 1L << bit : 0;
        }

        return hash;
    }

    /// <summary>Adds a pixel to the cells of one direction that it covers, to each as much as it covers.</summary>
    private static void Spread(Span<float> cells, int stride, int at, int length, float value)
    {
        var count = (cells.Length + stride - 1) / stride;
        var (start, end) = ((float)at * count / length, (float)(at + 1) * count / length);
        for (var cell = (int)start; cell < count && cell < end; cell++)
        {
            cells[cell * stride] += value * (Math.Min(end, cell + 1) - Math.Max(start, cell));
        }
    }

    private static float Lightness(ReadOnlySpan<byte> pixel)
    {
        var lightness = (pixel[0] * 0.299f + pixel[1] * 0.587f + pixel[2] * 0.114f) / 255;
        return pixel.Length == 4 ? Behind + (lightness - Behind) * pixel[3] / 255 : lightness;
    }
}
