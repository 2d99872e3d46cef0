namespace Darkroom.Imaging;

/// <summary>What an image's header says, read without decoding pixels.</summary>
/// <param name="Format">Detected from the bytes, never from a file name or a declared type.</param>
/// <param name="Width">The width in pixels as shown, after EXIF rotation.</param>
/// <param name="Height">The height in pixels as shown, after EXIF rotation.</param>
/// <param name="Frames">1 for a still image. Only the first frame is ever processed.</param>
/// <param name="HasAlpha">True if there is an alpha channel, even a fully opaque one.</param>
public sealed record ImageHeader(ImageFormat Format, int Width, int Height, int Frames, bool HasAlpha);
