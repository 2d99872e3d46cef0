using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Drawing;

/// <summary>Decoded 8-bit sRGB pixels, interleaved, rows from the top without gaps.</summary>
/// <param name="Width">The width in pixels.</param>
/// <param name="Height">The height in pixels.</param>
/// <param name="Bands">3, or 4 with alpha (not premultiplied).</param>
/// <param name="Data">Width × height × bands bytes. Shared, so they must not be changed.</param>
public sealed record Pixels(int Width, int Height, int Bands, byte[] Data)
{
    /// <summary>Returns the same shape in one colour.</summary>
    /// <remarks>For pixels with alpha.</remarks>
    public Pixels InColour(Rgb colour)
    {
        var data = (byte[])Data.Clone();
        for (var at = 0; at < data.Length; at += 4)
        {
            (data[at], data[at + 1], data[at + 2]) = (colour.Red, colour.Green, colour.Blue);
        }

        return this with { Data = data };
    }

    /// <summary>True if all that is visible has one colour.</summary>
    /// <remarks>For pixels with alpha.</remarks>
    public bool HasOnly(Rgb colour)
    {
        for (var at = 0; at < Data.Length; at += 4)
        {
            if (Data[at + 3] != 0 && new Rgb(Data[at], Data[at + 1], Data[at + 2]) != colour)
            {
                return false;
            }
        }

        return true;
    }

    internal static Pixels Copy(VipsImage image)
    {
        using var rendered = image.TryRender() ?? throw VipsOperation.Unexpected("render");
        return new Pixels(rendered.Width, rendered.Height, rendered.Bands, rendered.Pixels().ToArray());
    }

    /// <summary>Runs <paramref name="work"/> with a libvips image over these pixels, without copying them.</summary>
    internal unsafe T WithImage<T>(Func<VipsImage, T> work)
    {
        fixed (byte* first = Data)
        {
            using var image = VipsImage.FromMemory(first, Width, Height, Bands);
            return work(image);
        }
    }
}
