namespace Darkroom.Providers;

/// <summary>A picture that goes to the provider with the prompt: checked, and within what <see cref="EditRule"/> allows.</summary>
/// <param name="Bytes">Encoded, exactly as a person gave them.</param>
/// <param name="Mime">Found out from the bytes, such as <c>image/png</c>.</param>
/// <param name="Size">Found out from the bytes.</param>
public sealed record ReferenceImage(ReadOnlyMemory<byte> Bytes, string Mime, PixelSize Size);
