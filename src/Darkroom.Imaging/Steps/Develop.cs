using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>From decoded pixels to a picture as shown: resize, then colours, since fewer pixels are cheaper to convert, then rotation.</summary>
internal static class Develop
{
    /// <param name="decoded">An image in memory.</param>
    /// <param name="width">Pixels across as shown.</param>
    /// <param name="height">Pixels down as shown.</param>
    /// <param name="kernel"><see cref="Resize.Sharp"/> or <see cref="Resize.Quick"/>.</param>
    /// <returns>Upright 8-bit sRGB in memory, with alpha only where it hides something; null where its colours cannot be converted.</returns>
    internal static VipsImage? At(VipsImage decoded, int width, int height, int kernel = Resize.Sharp)
    {
        var lying = decoded.Orientation >= 5;
        using var resized = lying ? Resize.To(decoded, height, width, kernel) : Resize.To(decoded, width, height, kernel);
        using var coloured = ToSrgb.From(resized);
        if (coloured is not { Bands: 3 or 4 })
        {
            return null;
        }

        using var upright = Upright.From(coloured);
        return upright.TryRender() ?? throw VipsOperation.Unexpected("develop");
    }
}
