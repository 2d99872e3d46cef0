namespace Darkroom;

/// <summary>Addresses in events and stored results. An address that was announced stays valid.</summary>
public static class PublicPaths
{
    public static string Generation(string id) => $"/api/generations/{id}";

    /// <summary>An input image of a generation, byte for byte.</summary>
    /// <param name="index">The number of the input image, from 0; the mask comes last.</param>
    public static string Input(string generationId, int index) => $"/api/generations/{generationId}/inputs/{index}";

    /// <summary>The last partial image of a failed image, byte for byte; available only while the image is failed.</summary>
    public static string Unfinished(string generationId, int imageIndex) => $"/api/generations/{generationId}/images/{imageIndex}/unfinished";

    /// <summary>The original, byte for byte.</summary>
    public static string Image(string id) => $"/images/{id}";

    /// <summary>The page of one image.</summary>
    public static string ImagePage(string id) => $"/images/{id}/view";

    /// <summary>The page of the images that look most like an image.</summary>
    public static string SimilarPage(string id) => $"/images/{id}/similar";

    /// <summary>The page that makes an image larger.</summary>
    public static string Upscale(string id) => $"/images/{id}/upscale";

    /// <summary>The form that starts the run of an image again.</summary>
    public static string Vary(string id) => $"/images/{id}/vary";

    /// <summary>The image scaled to a width of 256, 512 or 1024 pixels.</summary>
    public static string Derivative(string id, int width) => $"/images/{id}/{width}";

    /// <summary>An animation of the partial images and the finished image.</summary>
    public static string Development(string id) => $"/images/{id}/development.webp";

    /// <summary>A copy with the parameters of the image, for other programs.</summary>
    public static string CopyWithParameters(string id) => $"/images/{id}/copies/parameters";

    /// <summary>A copy without metadata.</summary>
    public static string PlainCopy(string id) => $"/images/{id}/copies/plain";

    /// <summary>The small preview of one partial image.</summary>
    /// <param name="key">The key in the preview store.</param>
    public static string Preview(string key) => $"/previews/{key}";
}
