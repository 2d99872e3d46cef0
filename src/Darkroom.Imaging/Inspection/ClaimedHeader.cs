namespace Darkroom.Imaging.Inspection;

/// <summary>What a file claims about itself, read without any native code and without allocating.</summary>
/// <param name="Format">By signature.</param>
/// <param name="Width">Pixels across as stored, before EXIF rotation.</param>
/// <param name="Height">Pixels down as stored.</param>
/// <param name="Frames">Counted only as far as the limit asked for, plus one.</param>
/// <param name="DecodeBytes">
/// The memory that its decoder needs even when only a reduced image is asked for; 0 if it decodes row by row.
/// </param>
internal readonly record struct ClaimedHeader(ImageFormat Format, int Width, int Height, int Frames, long DecodeBytes = 0)
{
    /// <summary>An AVIF decoder holds all planes, and the same pixels once more as RGB.</summary>
    internal const int AvifBytesPerPixel = 6;

    internal long Pixels => (long)Width * Height;

    /// <summary>
    /// Reads the claim, or gives null where the bytes do not follow the format. AVIF is left to libvips, whose AVIF reader is cheap
    /// on headers and has limits of its own; the claim is then one pixel.
    /// </summary>
    internal static ClaimedHeader? Read(ImageFormat format, ReadOnlySpan<byte> bytes, int maxFrames) => format switch
    {
        ImageFormat.Png => PngHeader.Read(bytes),
        ImageFormat.Jpeg => JpegHeader.Read(bytes),
        ImageFormat.WebP => WebPHeader.Read(bytes, maxFrames),
        ImageFormat.Gif => GifHeader.Read(bytes, maxFrames),
        ImageFormat.Tiff => TiffHeader.Read(bytes),
        _ => new ClaimedHeader(format, 1, 1, 1),
    };
}
