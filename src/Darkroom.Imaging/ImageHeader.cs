namespace Darkroom.Imaging;

/// <summary>What a picture's header says; no pixel was decoded for it.</summary>
/// <param name="Format">From the bytes themselves, never from a name or a declared type.</param>
/// <param name="Width">Pixels across as shown, that is after EXIF rotation.</param>
/// <param name="Height">Pixels down as shown, that is after EXIF rotation.</param>
/// <param name="Frames">1 for a still picture. Only the first frame is ever processed.</param>
/// <param name="HasAlpha">Whether it has an alpha channel, even a fully opaque one.</param>
public sealed record ImageHeader(ImageFormat Format, int Width, int Height, int Frames, bool HasAlpha);
