using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>Brings any colours to 8-bit sRGB: embedded ICC profiles, CMYK, grey, 16 bits.</summary>
internal static class ToSrgb
{
    /// <returns>Null where libvips knows no way from these colours to sRGB. Something with other than three colours stays what it is.</returns>
    internal static VipsImage? From(VipsImage image)
    {
        // A profile that does not fit its picture is ignored, as browsers do.
        if (image.HasColourProfile && FromProfile(image) is { } managed)
        {
            return managed;
        }

        return image is { Interpretation: Interpretation.Srgb, BandFormat: BandFormat.UChar }
            ? image.Again()
            : VipsOperation.New("colourspace").With("in", image).With("space", Interpretation.Srgb).TryImage();
    }

    private static VipsImage? FromProfile(VipsImage image) => VipsOperation.New("icc_transform")
        .With("in", image)
        .With("embedded", true)
        .With("output-profile", "srgb")
        .With("depth", 8)
        .TryImage();
}
