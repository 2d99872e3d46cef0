using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>Changes the size. Alpha is premultiplied during the resize, so that the hidden colours of transparent pixels do not bleed.</summary>
internal static class Resize
{
    /// <summary>VIPS_KERNEL_LANCZOS3, see <see cref="ResampleWeights.Sharp"/>.</summary>
    internal const int Sharp = 5;

    /// <summary>VIPS_KERNEL_LINEAR, see <see cref="ResampleWeights.Quick"/>.</summary>
    internal const int Quick = 1;

    /// <summary>Resizes an image.</summary>
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

        return image.IsOpaqueSrgb ? InMemory(image, width, height, kernel) : Streaming(image, width, height, kernel);
    }

    /// <summary>Resizes with libvips, which streams: the whole image is never in memory.</summary>
    /// <inheritdoc cref="To" path="/param"/>
    internal static VipsImage Streaming(VipsImage image, int width, int height, int kernel = Sharp)
    {
        if (!image.HasAlpha)
        {
            return Scale(image, width, height, kernel);
        }

        using var multiplied = VipsOperation.New("premultiply").With("in", image).Image();
        using var resized = Scale(multiplied, width, height, kernel);
        using var divided = VipsOperation.New("unpremultiply").With("in", resized).Image();
        return VipsOperation.New("cast").With("in", divided).With("format", image.BandFormat).Image();
    }

    private static VipsImage InMemory(VipsImage image, int width, int height, int kernel)
    {
        Func<int, int, ResampleWeights> weights = kernel == Quick ? ResampleWeights.Quick : ResampleWeights.Sharp;
        return Resample.To(image, weights(image.Width, width), weights(image.Height, height));
    }

    private static VipsImage Scale(VipsImage image, int width, int height, int kernel) => VipsOperation.New("resize")
        .With("in", image)
        .With("scale", (double)width / image.Width)
        .With("vscale", (double)height / image.Height)
        .With("kernel", kernel)
        .Image();
}
