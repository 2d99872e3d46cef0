namespace Darkroom.Providers;

/// <summary>An image that is sent to the provider with the prompt: upright, 8-bit sRGB, without metadata, within the limits of <see cref="EditRule"/>.</summary>
/// <param name="Bytes">The encoded image.</param>
/// <param name="Mime">The media type, detected from the bytes, such as <c>image/png</c>.</param>
/// <param name="Size">The size, detected from the bytes.</param>
public sealed record ReferenceImage(ReadOnlyMemory<byte> Bytes, string Mime, PixelSize Size);
