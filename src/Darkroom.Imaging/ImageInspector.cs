using Darkroom.Imaging.Inspection;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging;

/// <summary>Looks at a picture's header only: cheap, safe on hostile bytes, no pixel is decoded.</summary>
public static class ImageInspector
{
    /// <summary>
    /// Checks signature, byte count, dimensions, frames and pixels, in this order, and stops at the first that fails. A picture that
    /// passes may still be damaged further on; <see cref="ImagePipeline.DeriveAsync"/> proves that every pixel decodes.
    /// </summary>
    /// <param name="bytes">The encoded picture; they are not kept.</param>
    /// <param name="limits">What is accepted.</param>
    /// <returns>The header, or why it is not accepted.</returns>
    /// <exception cref="InvalidOperationException">libvips cannot be used, see <see cref="Vips.Start"/>.</exception>
    public static unsafe Outcome<ImageHeader> Inspect(ReadOnlySpan<byte> bytes, ImageLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        Vips.Require();
        fixed (byte* first = bytes)
        {
            if (!Source.TryOpen(first, bytes.Length, limits, out var source, out var refusal))
            {
                return refusal.As<ImageHeader>();
            }

            using (source)
            {
                VipsErrors.Clear();
                return new Outcome<ImageHeader>.Ok(source.Header);
            }
        }
    }
}
