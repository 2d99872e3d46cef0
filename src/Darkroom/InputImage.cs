namespace Darkroom;

/// <summary>A validated image that a generation works from, or its mask. Its original is stored under its hash.</summary>
/// <param name="Hash">SHA-256 of the bytes, 64 hexadecimal digits.</param>
/// <param name="Mime">The media type, detected from the bytes, such as <c>image/png</c>.</param>
/// <param name="Size">The size as displayed, detected from the bytes.</param>
/// <param name="Bytes">The number of bytes.</param>
/// <param name="ImageId">The id of the gallery image; null for an image that came with the request.</param>
public sealed record InputImage(string Hash, string Mime, PixelSize Size, long Bytes, string? ImageId);
