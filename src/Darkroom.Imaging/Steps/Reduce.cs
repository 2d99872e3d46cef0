using Darkroom.Imaging.Inspection;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>
/// Decodes an image and reduces it row by row, so that a large photo is never in memory at full size. The kernel reads the last row, so
/// truncation is detected.
/// </summary>
internal static class Reduce
{
    /// <param name="source">The opened image.</param>
    /// <param name="width">The target width in pixels, as shown.</param>
    /// <param name="height">The target height in pixels, as shown.</param>
    /// <param name="cancellationToken">Cancels the decode.</param>
    /// <returns>The pixels as stored, in their original colours; null if any of them does not decode. A smaller image keeps its size.</returns>
    internal static VipsImage? From(Source source, int width, int height, CancellationToken cancellationToken)
    {
        var factor = Math.Min((double)source.Header.Width / width, (double)source.Header.Height / height);
        if (factor <= 1)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return RgbPngDecoder.TryDecode(source) ?? source.Image.TryRender(cancellationToken);
        }

        source.ReopenSmaller(factor);
        var sideways = source.Image.Orientation >= 5;
        using var reduced = sideways ? Resize.To(source.Image, height, width) : Resize.To(source.Image, width, height);
        return reduced.TryRender(cancellationToken);
    }
}
