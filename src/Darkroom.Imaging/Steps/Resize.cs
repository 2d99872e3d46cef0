using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>Changes the size. Transparent pixels must not bleed their hidden colour, so alpha is multiplied in before and out after.</summary>
internal static class Resize
{
    /// <param name="image">Any image; rows are read from top to bottom.</param>
    /// <param name="width">Pixels across, 1 or more.</param>
    /// <param name="height">Pixels down, 1 or more.</param>
    internal static VipsImage To(VipsImage image, int width, int height)
    {
        if (image.Width == width && image.Height == height)
        {
            return image.Again();
        }

        if (!image.HasAlpha)
        {
            return Scale(image, width, height);
        }

        using var multiplied = VipsOperation.New("premultiply").With("in", image).Image();
        using var resized = Scale(multiplied, width, height);
        using var divided = VipsOperation.New("unpremultiply").With("in", resized).Image();
        return VipsOperation.New("cast").With("in", divided).With("format", image.BandFormat).Image();
    }

    private static VipsImage Scale(VipsImage image, int width, int height) => VipsOperation.New("resize")
        .With("in", image)
        .With("scale", (double)width / image.Width)
        .With("vscale", (double)height / image.Height)
        .Image();
}
