using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>Converts any colours to 8-bit sRGB: embedded ICC profiles, CMYK, grey, 16 bits.</summary>
internal static class ToSrgb
{
    /// <returns>Null if libvips cannot convert the colours. An image with another number of bands keeps them.</returns>
    internal static VipsImage? From(VipsImage image)
    {
        // An invalid profile is ignored, as browsers do.
        if (image.HasColourProfile && FromProfile(image) is { } managed)
        {
            return managed;
        }

        return image is { Interpretation: Interpretation.Srgb, BandFormat: BandFormat.UChar }
            ? image.AddReference()
            : VipsOperation.New("colourspace").With("in", image).With("space", Interpretation.Srgb).TryImage();
    }

    private static VipsImage? FromProfile(VipsImage image) => VipsOperation.New("icc_transform")
        .With("in", image)
        .With("embedded", true)
        .With("output-profile", "srgb")
        .With("depth", 8)
        .TryImage();
}
