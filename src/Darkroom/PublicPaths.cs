namespace Darkroom;

/// <summary>Addresses that events and stored results name. They are promises: what was announced under one stays there.</summary>
public static class PublicPaths
{
    public static string Generation(string id) => $"/api/generations/{id}";

    /// <summary>One of the pictures that a generation works from, byte for byte.</summary>
    /// <param name="index">Counts from 0 through the pictures; the mask comes after them.</param>
    public static string Input(string generationId, int index) => $"/api/generations/{generationId}/inputs/{index}";

    /// <summary>The last partial image of an image that failed, byte for byte; there only while it is failed.</summary>
    public static string Unfinished(string generationId, int imageIndex) => $"/api/generations/{generationId}/images/{imageIndex}/unfinished";

    /// <summary>The original, byte for byte.</summary>
    public static string Image(string id) => $"/images/{id}";

    /// <summary>The page about one image.</summary>
    public static string ImagePage(string id) => $"/images/{id}/view";

    /// <summary>The image scaled to a width of 256, 512 or 1024 pixels.</summary>
    public static string Derivative(string id, int width) => $"/images/{id}/{width}";

    /// <summary>The small preview of one partial image.</summary>
    /// <param name="key">As the preview store named it.</param>
    public static string Preview(string key) => $"/previews/{key}";
}
