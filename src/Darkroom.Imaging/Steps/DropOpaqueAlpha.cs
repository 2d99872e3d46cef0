using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>Removes a fully opaque alpha channel. Models often send one, and it doubles the cost of every later step.</summary>
internal static class DropOpaqueAlpha
{
    /// <param name="rendered">An image in memory.</param>
    internal static VipsImage From(VipsImage rendered) =>
        rendered is { HasAlpha: true, BandFormat: BandFormat.UChar } && IsOpaque(rendered.Pixels(), rendered.Bands)
            ? VipsOperation.New("extract_band").With("in", rendered).With("band", 0).With("n", rendered.Bands - 1).Image()
            : rendered.AddReference();

    private static bool IsOpaque(ReadOnlySpan<byte> pixels, int bands)
    {
        for (var alpha = bands - 1; alpha < pixels.Length; alpha += bands)
        {
            if (pixels[alpha] != byte.MaxValue)
            {
                return false;
            }
        }

        return true;
    }
}
