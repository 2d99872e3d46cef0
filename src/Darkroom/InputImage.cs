using System.Text.Json.Serialization;

namespace Darkroom;

/// <summary>
/// An image that a generation works from, or its mask. In a <see cref="GenerationRequest"/> it describes the original, which is stored
/// under its hash; in a call of a provider, media type, size and bytes are those of the image as sent.
/// </summary>
/// <param name="Hash">SHA-256 of the original, 64 hexadecimal digits.</param>
/// <param name="Mime">The media type, detected from the bytes, such as <c>image/png</c>.</param>
/// <param name="Size">The size as displayed, detected from the bytes.</param>
/// <param name="Length">The number of bytes of the original.</param>
/// <param name="ImageId">The id of the gallery image; null for an image that came with the request.</param>
public sealed record InputImage(
    string Hash, string Mime, PixelSize Size, [property: JsonPropertyName("bytes")] long Length, string? ImageId)
{
    /// <summary>
    /// The encoded image as sent: upright, 8-bit sRGB, without metadata, within the limits of the provider.
    /// Empty in a stored request.
    /// </summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> Bytes { get; init; }
}
