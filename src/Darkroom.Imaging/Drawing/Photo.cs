using System.ComponentModel.DataAnnotations;
using Darkroom.Imaging.Inspection;
using Darkroom.Imaging.Native;
using Darkroom.Imaging.Steps;

namespace Darkroom.Imaging.Drawing;

/// <summary>The point of an image that must stay visible; each coordinate is from 0 (left, top) to 1 (right, bottom).</summary>
public readonly record struct FocusPoint([property: Range(0.0, 1.0)] double X, [property: Range(0.0, 1.0)] double Y);

/// <summary>Decodes and crops photos for drawing. Call inside <see cref="ImagePipeline.DrawAsync"/>.</summary>
public static class Photo
{
    private const int Attention = 3;  // VIPS_INTERESTING_ATTENTION

    /// <summary>Decodes a photo to upright pixels without alpha.</summary>
    public static Outcome<Pixels> Decode(ReadOnlyMemory<byte> encoded, ImageLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return Decode(encoded, limits, Flatten.From);
    }

    /// <summary>Scales and crops a photo so that it fills an area in its own proportions.</summary>
    /// <param name="photo">The photo, without alpha.</param>
    /// <param name="width">The width in pixels, at least 1.</param>
    /// <param name="height">The height in pixels, at least 1.</param>
    /// <param name="focus">The point to centre as far as the edges allow; null for the region that libvips' attention measure selects.</param>
    public static Pixels Cover(Pixels photo, int width, int height, FocusPoint? focus)
    {
        ArgumentNullException.ThrowIfNull(photo);
        var (across, down) = Covering(photo, width, height);
        return photo.WithImage(image =>
        {
            using var resized = Resize.To(image, across, down);
            using var rendered = resized.TryRender() ?? throw VipsOperation.Unexpected("resize");
            if (across == width && down == height)
            {
                return Pixels.Copy(rendered);
            }

            using var cropped = focus is { } point
                ? CropAround(rendered, width, height, point)
                : VipsOperation.New("smartcrop").With("input", rendered).With("width", width).With("height", height).With("interesting", Attention).Image();
            return Pixels.Copy(cropped);
        });
    }

    /// <summary>Returns where a point of a photo is after <see cref="Cover"/> was given the same point.</summary>
    public static FocusPoint InCover(Pixels photo, int width, int height, FocusPoint focus)
    {
        ArgumentNullException.ThrowIfNull(photo);
        var (across, down) = Covering(photo, width, height);
        return new FocusPoint(
            ((focus.X * across) - First(focus.X, across, width)) / width, ((focus.Y * down) - First(focus.Y, down, height)) / height);
    }

    /// <summary>Scales down quickly, for a preview.</summary>
    public static Pixels Shrink(Pixels pixels, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        return pixels.WithImage(image =>
        {
            using var resized = Resize.To(image, width, height, Resize.Quick);
            return Pixels.Copy(resized);
        });
    }

    internal static Outcome<Pixels> Decode(ReadOnlyMemory<byte> encoded, ImageLimits limits, Func<VipsImage, VipsImage> finish)
    {
        if (!Source.TryOpen(encoded, limits, out var source, out var rejection))
        {
            return rejection.As<Pixels>();
        }

        using (source)
        {
            using var decoded = Steps.Decode.From(source);
            using var shown = decoded is null ? null : Develop.At(decoded, source.Header.Width, source.Header.Height);
            if (shown is null)
            {
                return Rejection.Damaged(source.Header.Format).As<Pixels>();
            }

            using var finished = finish(shown);
            return new Outcome<Pixels>.Ok(Pixels.Copy(finished));
        }
    }

    private static VipsImage CropAround(VipsImage image, int width, int height, FocusPoint focus) => VipsOperation.New("extract_area")
        .With("input", image)
        .With("left", First(focus.X, image.Width, width))
        .With("top", First(focus.Y, image.Height, height))
        .With("width", width)
        .With("height", height)
        .Image();

    /// <summary>Returns the size that a photo is scaled to before it is cropped.</summary>
    private static (int Across, int Down) Covering(Pixels photo, int width, int height)
    {
        var scale = Math.Max((double)width / photo.Width, (double)height / photo.Height);
        return (Math.Max(width, (int)Math.Round(photo.Width * scale)), Math.Max(height, (int)Math.Round(photo.Height * scale)));
    }

    /// <summary>Returns the first pixel of a range around a point, 0 to 1, within all pixels.</summary>
    private static int First(double focus, int all, int range) => Math.Clamp((int)Math.Round((focus * all) - (range / 2.0)), 0, all - range);
}
