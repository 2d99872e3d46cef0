namespace Darkroom.Imaging.Steps;

/// <summary>Finds images without content: a single colour, or fully transparent.</summary>
internal static class UniformImageCheck
{
    /// <param name="pixels">Interleaved 8-bit sRGB, with alpha last if there are four bands; at least one pixel.</param>
    /// <param name="bands">3 or 4.</param>
    /// <returns>The colour; null if the pixels differ.</returns>
    internal static UniformColour? Find(ReadOnlySpan<byte> pixels, int bands)
    {
        Span<byte> least = stackalloc byte[4];
        Span<byte> most = stackalloc byte[4];
        least.Fill(byte.MaxValue);
        for (var at = 0; at < pixels.Length; at++)
        {
            var band = at % bands;
            least[band] = Math.Min(least[band], pixels[at]);
            most[band] = Math.Max(most[band], pixels[at]);
        }

        if (bands == 4 && most[3] <= UniformColour.Tolerance)
        {
            return new UniformColour(0, 0, 0, 0);
        }

        for (var band = 0; band < bands; band++)
        {
            if (most[band] - least[band] > 2 * UniformColour.Tolerance)
            {
                return null;
            }
        }

        return new UniformColour(Middle(0, least, most), Middle(1, least, most), Middle(2, least, most), bands == 4 ? most[3] : byte.MaxValue);
    }

    private static byte Middle(int band, ReadOnlySpan<byte> least, ReadOnlySpan<byte> most) => (byte)((least[band] + most[band]) / 2);
}
