using Darkroom.Imaging.Inspection;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>
/// Decodes a picture that is larger than what is wanted of it, row by row, and keeps only an image of less than twice the wanted size in
/// each direction. Every row is read, so a picture that is cut off is noticed.
/// </summary>
internal static class Reduce
{
    /// <param name="source">At its header.</param>
    /// <param name="width">Pixels across that are wanted, as shown.</param>
    /// <param name="height">Pixels down that are wanted, as shown.</param>
    /// <param name="cancellationToken">Ends the decode.</param>
    /// <returns>The pixels as stored; null if any of them does not decode.</returns>
    internal static VipsImage? From(Source source, int width, int height, CancellationToken cancellationToken)
    {
        var factor = Factor(source.Header.Width, source.Header.Height, width, height);
        if (factor < 2)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var whole = PlainPng.TryDecode(source) ?? source.Image.TryRender(cancellationToken);
            return whole?.Again();
        }

        source.ReopenSmaller(factor);
        var lying = source.Image.Orientation >= 5;
        var rest = (int)Factor(source.Image.Width, source.Image.Height, lying ? height : width, lying ? width : height);
        using var shrunk = rest < 2 ? source.Image.Again() : Shrink(source.Image, rest);
        return shrunk.TryRender(cancellationToken);
    }

    private static double Factor(int width, int height, int wantedWidth, int wantedHeight) =>
        Math.Min((double)width / wantedWidth, (double)height / wantedHeight);

    /// <summary>The mean of squares of pixels. Rounded up, so that the last rows count too.</summary>
    private static VipsImage Shrink(VipsImage image, int factor)
    {
        if (!image.HasAlpha)
        {
            return Boxes(image, factor);
        }

        using var multiplied = VipsOperation.New("premultiply").With("in", image).Image();
        using var boxes = Boxes(multiplied, factor);
        using var divided = VipsOperation.New("unpremultiply").With("in", boxes).Image();
        return VipsOperation.New("cast").With("in", divided).With("format", image.BandFormat).Image();
    }

    private static VipsImage Boxes(VipsImage image, int factor) => VipsOperation.New("shrink")
        .With("in", image)
        .With("hshrink", (double)factor)
        .With("vshrink", (double)factor)
        .With("ceil", true)
        .Image();
}
