namespace Darkroom.Imaging.Steps;

/// <summary>Computes sizes: in proportion, never larger than the original, at least one pixel.</summary>
internal static class Fit
{
    /// <summary>The maximum edge of a WebP file; JPEG allows more.</summary>
    private const int MaxEdge = 16_383;

    internal static (int Width, int Height) Width(int width, int height, int wanted) => Box(width, height, Math.Min(wanted, MaxEdge), MaxEdge);

    internal static (int Width, int Height) LongestEdge(int width, int height, int wanted) => Box(width, height, wanted, wanted);

    internal static (int Width, int Height) Box(int width, int height, int maxWidth, int maxHeight)
    {
        var scale = Math.Min(1.0, Math.Min((double)maxWidth / width, (double)maxHeight / height));
        return (Scaled(width, scale), Scaled(height, scale));
    }

    internal static int Scaled(int length, double scale) => Math.Max(1, (int)Math.Round(length * scale));
}
