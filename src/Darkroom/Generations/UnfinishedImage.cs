namespace Darkroom.Generations;

/// <summary>
/// The last full-size partial image of a try that failed after it: kept with the failed slot for a person to download. It never
/// counts as an image.
/// </summary>
/// <param name="BlobHash">SHA-256 of its bytes, 64 hexadecimal digits.</param>
/// <param name="Mime">Found out from the bytes.</param>
/// <param name="Size">Found out from the bytes.</param>
/// <param name="Bytes">Its length.</param>
public sealed record UnfinishedImage(string BlobHash, string Mime, PixelSize Size, long Bytes);
