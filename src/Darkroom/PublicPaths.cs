namespace Darkroom;

/// <summary>Addresses that events and stored results name. They are promises: what was announced under one stays there.</summary>
public static class PublicPaths
{
    public static string Generation(string id) => $"/api/generations/{id}";

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
