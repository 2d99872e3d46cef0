using Darkroom.Imaging.Inspection;

namespace Darkroom.Imaging;

/// <summary>The picture formats that are read. Which of them can be written is said where one is asked for.</summary>
public enum ImageFormat
{
    /// <summary>PNG, animated PNG included.</summary>
    Png,

    /// <summary>JPEG, baseline or progressive.</summary>
    Jpeg,

    /// <summary>WebP, lossy, lossless or animated.</summary>
    WebP,

    /// <summary>AVIF: an AV1 picture in a HEIF container.</summary>
    Avif,

    /// <summary>GIF.</summary>
    Gif,

    /// <summary>TIFF, read only as a picture to work from: browsers do not show it.</summary>
    Tiff,
}

/// <summary>What the world calls an <see cref="ImageFormat"/>.</summary>
public static class ImageFormats
{
    /// <summary>The format of an image by its first bytes; null if they are no image that is read.</summary>
    public static ImageFormat? Detect(ReadOnlySpan<byte> bytes) => Signature.Detect(bytes);

    /// <summary>The media type, such as <c>image/png</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a named value.</exception>
    public static string Mime(this ImageFormat format) => format switch
    {
        ImageFormat.Png => "image/png",
        ImageFormat.Jpeg => "image/jpeg",
        ImageFormat.WebP => "image/webp",
        ImageFormat.Avif => "image/avif",
        ImageFormat.Gif => "image/gif",
        ImageFormat.Tiff => "image/tiff",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a picture format."),
    };

    /// <summary>The usual file extension with its dot, such as <c>.png</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a named value.</exception>
    public static string Extension(this ImageFormat format) => format switch
    {
        ImageFormat.Png => ".png",
        ImageFormat.Jpeg => ".jpg",
        ImageFormat.WebP => ".webp",
        ImageFormat.Avif => ".avif",
        ImageFormat.Gif => ".gif",
        ImageFormat.Tiff => ".tif",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a picture format."),
    };

    /// <summary>What a person calls it.</summary>
    internal static string Name(this ImageFormat format) => format switch
    {
        ImageFormat.Png => "PNG",
        ImageFormat.Jpeg => "JPEG",
        ImageFormat.WebP => "WebP",
        ImageFormat.Avif => "AVIF",
        ImageFormat.Tiff => "TIFF",
        _ => "GIF",
    };
}
