using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>Changes the size. Transparent pixels must not bleed their hidden colour, so alpha is multiplied in before and out after.</summary>
internal static class Resize
{
    /// <summary>VIPS_KERNEL_LANCZOS3, see <see cref="ResampleWeights.Sharp"/>.</summary>
    internal const int Sharp = 5;

    /// <summary>VIPS_KERNEL_LINEAR, see <see cref="ResampleWeights.Quick"/>.</summary>
    internal const int Quick = 1;

    /// <param name="image">Any image; rows are read from top to bottom.</param>
    /// <param name="width">Pixels across, 1 or more.</param>
    /// <param name="height">Pixels down, 1 or more.</param>
    /// <param name="kernel"><see cref="Sharp"/> or <see cref="Quick"/>.</param>
    internal static VipsImage To(VipsImage image, int width, int height, int kernel = Sharp)
    {
        if (image.Width == width && image.Height == height)
        {
            return image.Again();
        }

        if (!image.HasAlpha)
        {
            return Scale(image, width, height, kernel);
        }

        using var multiplied = VipsOperation.New("premultiply").With("in", image).Image();
        using var resized = Scale(multiplied, width, height, kernel);
        using var divided = VipsOperation.New("unpremultiply").With("in", resized).Image();
        return VipsOperation.New("cast").With("in", divided).With("format", image.BandFormat).Image();
    }

    private static VipsImage Scale(VipsImage image, int width, int height, int kernel)
    {
        if (!image.IsPlainRgb)
        {
            return ScaleByVips(image, width, height, kernel);
        }

        Func<int, int, ResampleWeights> taps = kernel == Quick ? ResampleWeights.Quick : ResampleWeights.Sharp;
        return Resample.To(image, taps(image.Width, width), taps(image.Height, height));
    }

    private static VipsImage ScaleByVips(VipsImage image, int width, int height, int kernel) => VipsOperation.New("resize")
        .With("in", image)
        .With("scale", (double)width / image.Width)
        .With("vscale", (double)height / image.Height)
        .With("kernel", kernel)
        .Image();
}
