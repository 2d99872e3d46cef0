using Darkroom.Imaging.Inspection;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>
/// Decodes a picture and reduces it to the wanted size at once, row by row, so that the whole of a large photo is never in memory. The kernel
/// reaches over the last row, so a picture that is cut off is noticed.
/// </summary>
internal static class Reduce
{
    /// <param name="source">At its header.</param>
    /// <param name="width">Pixels across that are wanted, as shown.</param>
    /// <param name="height">Pixels down that are wanted, as shown.</param>
    /// <param name="cancellationToken">Ends the decode.</param>
    /// <returns>The pixels as stored, in their own colours; null if any of them does not decode. A picture that is smaller keeps its size.</returns>
    internal static VipsImage? From(Source source, int width, int height, CancellationToken cancellationToken)
    {
        var factor = Math.Min((double)source.Header.Width / width, (double)source.Header.Height / height);
        if (factor <= 1)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return PlainPng.TryDecode(source) ?? source.Image.TryRender(cancellationToken);
        }

        source.ReopenSmaller(factor);
        var lying = source.Image.Orientation >= 5;
        using var reduced = lying ? To(source.Image, height, width) : To(source.Image, width, height);
        return reduced.TryRender(cancellationToken);
    }

    private static VipsImage To(VipsImage image, int width, int height)
    {
        if (!image.HasAlpha)
        {
            return Scale(image, width, height);
        }

        using var multiplied = VipsOperation.New("premultiply").With("in", image).Image();
        using var scaled = Scale(multiplied, width, height);
        using var divided = VipsOperation.New("unpremultiply").With("in", scaled).Image();
        return VipsOperation.New("cast").With("in", divided).With("format", image.BandFormat).Image();
    }

    /// <summary>By libvips, which streams; <see cref="Resample"/> is faster on pictures in memory.</summary>
    private static VipsImage Scale(VipsImage image, int width, int height) => VipsOperation.New("resize")
        .With("in", image)
        .With("scale", (double)width / image.Width)
        .With("vscale", (double)height / image.Height)
        .With("kernel", Resize.Sharp)
        .Image();
}
