using Darkroom.Imaging.Inspection;

namespace Darkroom.Imaging;

/// <summary>The image formats that can be read. Methods that write a format list the ones they accept.</summary>
public enum ImageFormat
{
    /// <summary>PNG, animated PNG included.</summary>
    Png,

    /// <summary>JPEG, baseline or progressive.</summary>
    Jpeg,

    /// <summary>WebP, lossy, lossless or animated.</summary>
    WebP,

    /// <summary>AVIF: AV1 in a HEIF container.</summary>
    Avif,

    /// <summary>GIF.</summary>
    Gif,

    /// <summary>TIFF, read only as an input image: browsers do not show it.</summary>
    Tiff,
}

/// <summary>Detection, media types and file extensions of <see cref="ImageFormat"/>.</summary>
public static class ImageFormats
{
    /// <summary>Detects the format by the first bytes; null if it is not a supported image format.</summary>
    public static ImageFormat? Detect(ReadOnlySpan<byte> bytes) => Signature.Detect(bytes);

    /// <summary>Returns the format with a media type; null if there is none.</summary>
    public static ImageFormat? FindByMime(string mime) => Enum.GetValues<ImageFormat>().Cast<ImageFormat?>().FirstOrDefault(format => format!.Value.Mime() == mime);

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
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not an image format."),
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
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not an image format."),
    };

    /// <summary>Returns the display name for messages.</summary>
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
