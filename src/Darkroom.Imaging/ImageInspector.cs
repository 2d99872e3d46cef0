using Darkroom.Imaging.Inspection;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging;

/// <summary>Reads and checks an image's header only: cheap and safe on hostile bytes.</summary>
public static class ImageInspector
{
    /// <summary>
    /// Checks signature, byte count, dimensions, frames and pixels, in this order, and stops at the first failure. An image that
    /// passes may still have damaged pixels; <see cref="ImagePipeline.DeriveAsync"/> decodes every one of them.
    /// </summary>
    /// <param name="bytes">The encoded image. Not used after the call.</param>
    /// <param name="limits">The limits to enforce.</param>
    /// <returns>The header, or the reason for the rejection.</returns>
    /// <exception cref="InvalidOperationException">libvips cannot be used, see <see cref="Vips.Start"/>.</exception>
    public static unsafe Outcome<ImageHeader> Inspect(ReadOnlySpan<byte> bytes, ImageLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        Vips.EnsureStarted();
        fixed (byte* first = bytes)
        {
            if (!Source.TryOpen(first, bytes.Length, limits, out var source, out var rejection))
            {
                return rejection.As<ImageHeader>();
            }

            using (source)
            {
                VipsErrors.Clear();
                return new Outcome<ImageHeader>.Ok(source.Header);
            }
        }
    }
}
