using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>Encodes an 8-bit sRGB image in memory, without metadata. The same pixels give the same bytes.</summary>
internal static class Encode
{
    /// <summary>The lowest effort: fastest.</summary>
    internal const int Quick = 0;

    /// <summary>An effort of 0 to 6 that takes twice the time for 5 % fewer bytes. JPEG distinguishes only zero and not zero.</summary>
    internal const int Thorough = 2;

    /// <summary>The pixels of a JPEG whose Huffman codes are optimised: mozjpeg keeps all coefficients in memory for that, twice.</summary>
    private const long MaxOptimized = 4_200_000;

    /// <summary>The lowest level at which zlib-ng looks for repetitions well: level 1 takes 0.6 of the time for 1.4 times the bytes.</summary>
    private const int PngCompression = 2;

    /// <summary>VIPS_FOREIGN_PNG_FILTER_UP: the fastest single filter, and the smallest on painted images.</summary>
    private const int PngFilterUp = 0x20;

    /// <summary>VIPS_FOREIGN_HEIF_COMPRESSION_AV1.</summary>
    private const int HeifAv1 = 4;

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
        ImageFormat.WebP => VipsOperation.New("webpsave_buffer")
            .With("in", image)
            .With("Q", quality)
            .With("effort", effort)
            .With("strip", true)
            .Bytes(),
        ImageFormat.Jpeg => Jpeg(image, quality, effort),
        ImageFormat.Avif => VipsOperation.New("heifsave_buffer")
            .With("in", image)
            .With("compression", HeifAv1)
            .With("Q", quality * 3 / 4)
            .With("effort", effort)
            .With("strip", true)
            .Bytes(),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Images are encoded as PNG, JPEG, WebP or AVIF."),
    };

    private static byte[] Jpeg(VipsImage image, int quality, int effort)
    {
        using var flat = Flatten.From(image);
        return VipsOperation.New("jpegsave_buffer")
            .With("in", flat)
            .With("Q", quality)
            .With("optimize-coding", effort > Quick && (long)image.Width * image.Height <= MaxOptimized)
            .With("strip", true)
            .Bytes();
    }
}
