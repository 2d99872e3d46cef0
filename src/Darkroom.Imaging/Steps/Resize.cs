using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>Changes the size. Alpha is premultiplied during the resize, so that the hidden colours of transparent pixels do not bleed.</summary>
internal static class Resize
{
    /// <summary>VIPS_KERNEL_LANCZOS3: keeps edges crisp.</summary>
    internal const int Sharp = 5;

    /// <summary>VIPS_KERNEL_LINEAR: the average of the covered pixels, faster and slightly softer.</summary>
    internal const int Quick = 1;

    /// <summary>Resizes an image row by row, so that the whole original is never in memory.</summary>
    /// <param name="image">The image; its rows are read from top to bottom.</param>
    /// <param name="width">The new width in pixels, at least 1.</param>
    /// <param name="height">The new height in pixels, at least 1.</param>
    /// <param name="kernel"><see cref="Sharp"/> or <see cref="Quick"/>.</param>
    internal static VipsImage To(VipsImage image, int width, int height, int kernel = Sharp)
    {
        if (image.Width == width && image.Height == height)
        {
            return image.AddReference();
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

    private static VipsImage Scale(VipsImage image, int width, int height, int kernel) => VipsOperation.New("resize")
        .With("in", image)
        .With("scale", (double)width / image.Width)
        .With("vscale", (double)height / image.Height)
        .With("kernel", kernel)
        .Image();
}
