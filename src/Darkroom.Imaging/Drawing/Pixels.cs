using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Drawing;

/// <summary>Decoded 8-bit sRGB pixels, interleaved, rows from the top without gaps.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Bands">3, or 4 with alpha that is not multiplied in.</param>
/// <param name="Data">Width × height × bands bytes. Whoever shares them must not change them.</param>
public sealed record Pixels(int Width, int Height, int Bands, byte[] Data)
{
    internal static Pixels Copy(VipsImage image)
    {
        using var rendered = image.TryRender() ?? throw VipsOperation.Unexpected("render");
        return new Pixels(rendered.Width, rendered.Height, rendered.Bands, rendered.Pixels().ToArray());
    }

    /// <summary>Lets libvips look at the pixels where they are, for as long as <paramref name="work"/> runs.</summary>
    internal unsafe T See<T>(Func<VipsImage, T> work)
    {
        fixed (byte* first = Data)
        {
            using var image = VipsImage.Over(first, Width, Height, Bands);
            return work(image);
        }
    }
}
