namespace Darkroom.Imaging.Inspection;

/// <summary>The size and format that a file claims, read without native code and without allocations.</summary>
/// <param name="Format">The format, by signature.</param>
/// <param name="Width">The stored width in pixels, before EXIF rotation.</param>
/// <param name="Height">The stored height in pixels.</param>
/// <param name="Frames">The number of frames, counted up to the limit plus one.</param>
/// <param name="DecodeBytes">
/// The memory in bytes that the decoder needs even for a reduced image; 0 if it decodes row by row.
/// </param>
internal readonly record struct ClaimedHeader(ImageFormat Format, int Width, int Height, int Frames, long DecodeBytes = 0)
{
    /// <summary>An AVIF decoder holds all planes, and the same pixels as RGB.</summary>
    internal const int AvifBytesPerPixel = 6;

    internal long Pixels => (long)Width * Height;

    /// <summary>
    /// Reads the header; null if it is invalid. AVIF returns one pixel: libvips reads its header, cheaply and with limits of
    /// its own.
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
