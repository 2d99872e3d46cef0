namespace Darkroom.Generations;

/// <summary>
/// The last full-size partial image of a failed try. It is stored with the failed slot for download, and never counts as an image.
/// </summary>
/// <param name="BlobHash">The SHA-256 of its bytes, 64 hexadecimal digits.</param>
/// <param name="Mime">The media type, determined from the bytes.</param>
/// <param name="Size">The size, determined from the bytes.</param>
/// <param name="Bytes">The length in bytes.</param>
public sealed record UnfinishedImage(string BlobHash, string Mime, PixelSize Size, long Bytes);
