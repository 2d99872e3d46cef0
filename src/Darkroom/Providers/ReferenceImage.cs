namespace Darkroom.Providers;

/// <summary>An image that goes to the provider with the prompt: upright, 8-bit sRGB, without metadata, within what <see cref="EditRule"/> allows.</summary>
/// <param name="Bytes">Encoded.</param>
/// <param name="Mime">Found out from the bytes, such as <c>image/png</c>.</param>
/// <param name="Size">Found out from the bytes.</param>
public sealed record ReferenceImage(ReadOnlyMemory<byte> Bytes, string Mime, PixelSize Size);
