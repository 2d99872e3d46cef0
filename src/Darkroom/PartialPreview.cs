using System.Text.Json.Serialization;

namespace Darkroom;

/// <summary>A partial image whose preview is stored.</summary>
/// <param name="Index">The number of the partial image, from 0.</param>
/// <param name="PreviewKey">The key in the preview store.</param>
public sealed record PartialPreview(int Index, [property: JsonIgnore] string PreviewKey, int Width, int Height, string Mime)
{
    /// <summary>The address of the preview.</summary>
    public string Url => PublicPaths.Preview(PreviewKey);
}
