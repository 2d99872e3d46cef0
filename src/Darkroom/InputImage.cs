namespace Darkroom;

/// <summary>A picture that a generation works from, or its mask: checked, and kept as an original by its hash.</summary>
/// <param name="Hash">SHA-256 of its bytes, 64 hexadecimal digits.</param>
/// <param name="Mime">Found out from the bytes, such as <c>image/png</c>.</param>
/// <param name="Size">As shown, found out from the bytes.</param>
/// <param name="Bytes">How many it has.</param>
/// <param name="ImageId">The image of the gallery that it is; null for one that was sent along.</param>
public sealed record InputImage(string Hash, string Mime, PixelSize Size, long Bytes, string? ImageId);
