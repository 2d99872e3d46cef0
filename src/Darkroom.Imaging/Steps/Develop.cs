using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>Converts decoded pixels to an image as shown: resizes first, since fewer pixels are cheaper to convert, then converts colours and rotates.</summary>
internal static class Develop
{
    /// <param name="decoded">An image in memory.</param>
    /// <param name="width">The width in pixels as shown.</param>
    /// <param name="height">The height in pixels as shown.</param>
    /// <param name="kernel"><see cref="Resize.Sharp"/> or <see cref="Resize.Quick"/>.</param>
    /// <returns>Upright 8-bit sRGB in memory, with alpha if the image has any; null if the colours cannot be converted.</returns>
    internal static VipsImage? At(VipsImage decoded, int width, int height, int kernel = Resize.Sharp)
    {
        var sideways = decoded.Orientation >= 5;
        using var resized = sideways ? Resize.To(decoded, height, width, kernel) : Resize.To(decoded, width, height, kernel);
        using var coloured = ToSrgb.From(resized);
        if (coloured is not { Bands: 3 or 4 })
        {
            return null;
        }

        using var upright = Upright.From(coloured);
        return upright.TryRender() ?? throw VipsOperation.Unexpected("develop");
    }
}
