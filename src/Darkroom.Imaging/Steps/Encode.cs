using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>Writes an 8-bit sRGB image in memory, without metadata. The same pixels give the same bytes.</summary>
internal static class Encode
{
    /// <summary>An effort: as fast as it goes.</summary>
    internal const int Quick = 0;

    /// <summary>An effort: twice the time for a twentieth less bytes. There are 0 to 6, of which JPEG knows only this difference.</summary>
    internal const int Thorough = 2;

    /// <summary>Level 1: level 3 saves a tenth of the bytes and takes more than twice as long.</summary>
    private const int PngCompression = 1;

    /// <summary>VIPS_FOREIGN_PNG_FILTER_UP: the fastest single filter, and the smallest of them on painted pictures.</summary>
    private const int PngFilterUp = 0x20;

    internal static EncodedResult Image(VipsImage image, ImageFormat format, int quality, int effort) =>
        new(Bytes(image, format, quality, effort), image.Width, image.Height, format);

    internal static byte[] Bytes(VipsImage image, ImageFormat format, int quality, int effort) => format switch
    {
        ImageFormat.Png => VipsOperation.New("pngsave_buffer")
            .With("in", image)
            .With("compression", PngCompression)
            .With("filter", PngFilterUp)
            .With("strip", true)
            .Bytes(),
        ImageFormat.WebP => WebPFile.WithoutMetadata(VipsOperation.New("webpsave_buffer")
            .With("in", image)
            .With("Q", quality)
            .With("effort", effort)
            .With("strip", true)
            .Bytes()),
        ImageFormat.Jpeg => Jpeg(image, quality, effort),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Pictures are written as PNG, JPEG or WebP."),
    };

    private static byte[] Jpeg(VipsImage image, int quality, int effort)
    {
        using var flat = Flatten.From(image);
        return VipsOperation.New("jpegsave_buffer")
            .With("in", flat)
            .With("Q", quality)
            .With("optimize-coding", effort > Quick)
            .With("strip", true)
            .Bytes();
    }
}
