using Darkroom.Imaging.Inspection;
using Darkroom.Imaging.Native;
using Darkroom.Imaging.Steps;

namespace Darkroom.Imaging.Drawing;

/// <summary>A point of a picture that is to stay in sight, each from 0 (left, top) to 1 (right, bottom).</summary>
public readonly record struct FocusPoint(double X, double Y);

/// <summary>Pictures to draw with. Call inside <see cref="ImagePipeline.DrawAsync"/>.</summary>
public static class Photo
{
    private const int Attention = 3;  // VIPS_INTERESTING_ATTENTION

    /// <returns>Upright pixels without alpha, or why there are none.</returns>
    public static Outcome<Pixels> Decode(ReadOnlyMemory<byte> encoded, ImageLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return Decode(encoded, limits, Flatten.From);
    }

    /// <summary>Fills an area: the picture keeps its proportions, and what does not fit is cut off at two sides.</summary>
    /// <param name="photo">The picture, without alpha.</param>
    /// <param name="width">Pixels across, 1 or more.</param>
    /// <param name="height">Pixels down, 1 or more.</param>
    /// <param name="focus">What comes as near to the middle as the edges allow; null: what draws the eye, by libvips' attention measure.</param>
    public static Pixels Cover(Pixels photo, int width, int height, FocusPoint? focus)
    {
        ArgumentNullException.ThrowIfNull(photo);
        var scale = Math.Max((double)width / photo.Width, (double)height / photo.Height);
        var (across, down) = (Math.Max(width, (int)Math.Round(photo.Width * scale)), Math.Max(height, (int)Math.Round(photo.Height * scale)));
        return photo.See(image =>
        {
            using var resized = Resize.To(image, across, down);
            using var rendered = resized.TryRender() ?? throw VipsOperation.Unexpected("resize");
            using var cropped = focus is { } point
                ? Around(rendered, width, height, point)
                : VipsOperation.New("smartcrop").With("input", rendered).With("width", width).With("height", height).With("interesting", Attention).Image();
            return Pixels.Copy(cropped);
        });
    }

    /// <summary>Smaller, for a preview.</summary>
    public static Pixels Shrink(Pixels picture, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return picture.See(image =>
        {
            using var resized = Resize.To(image, width, height, Resize.Quick);
            return Pixels.Copy(resized);
        });
    }

    internal static Outcome<Pixels> Decode(ReadOnlyMemory<byte> encoded, ImageLimits limits, Func<VipsImage, VipsImage> finish)
    {
        if (!Source.TryOpen(encoded, limits, out var source, out var refusal))
        {
            return refusal.As<Pixels>();
        }

        using (source)
        {
            using var decoded = Darkroom.Imaging.Steps.Decode.From(source);
            using var shown = decoded is null ? null : Develop.At(decoded, source.Header.Width, source.Header.Height);
            if (shown is null)
            {
                return Rejection.Damaged(source.Header.Format).As<Pixels>();
            }

            using var finished = finish(shown);
            return new Outcome<Pixels>.Ok(Pixels.Copy(finished));
        }
    }

    private static VipsImage Around(VipsImage image, int width, int height, FocusPoint focus) => VipsOperation.New("extract_area")
        .With("input", image)
        .With("left", Math.Clamp((int)Math.Round((focus.X * image.Width) - (width / 2.0)), 0, image.Width - width))
        .With("top", Math.Clamp((int)Math.Round((focus.Y * image.Height) - (height / 2.0)), 0, image.Height - height))
        .With("width", width)
        .With("height", height)
        .Image();
}
