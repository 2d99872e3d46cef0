namespace Darkroom.Imaging;

/// <summary>A decoded image without alpha.</summary>
/// <param name="Width">The width in pixels.</param>
/// <param name="Height">The height in pixels.</param>
/// <param name="Pixels">Interleaved 8-bit sRGB, three bytes a pixel, rows from the top without gaps.</param>
public sealed record RgbImage(int Width, int Height, ReadOnlyMemory<byte> Pixels);
