using System.IO.Compression;
using Darkroom.Imaging;
using Darkroom.Imaging.Inspection;
using Darkroom.Imaging.Native;
using Darkroom.Imaging.Steps;

namespace Darkroom.Tests.Imaging;

/// <summary><see cref="RgbPngDecoder"/> decodes the PNG files that models send and leaves other kinds and damaged files to libvips.</summary>
public sealed class RgbPngDecoderTests
{
    private const int Width = 61;
    private const int Height = 47;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Rows_of_every_filter_are_decoded_exactly(byte filter)
    {
        var rgb = SampleImages.NoisyScene(Width, Height);
        Assert.Equal(rgb, Decode(Filtered(rgb, 3, _ => filter)));

        var rgba = WithAlpha(rgb, alpha: 77);
        Assert.Equal(rgba, Decode(Filtered(rgba, 4, _ => filter)));
    }

    [Fact]
    public void Filters_may_change_with_every_row()
    {
        var rgb = SampleImages.NoisyScene(Width, Height);

        Assert.Equal(rgb, Decode(Filtered(rgb, 3, row => (byte)(row % 5))));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 300)]
    [InlineData(2000, 2)]
    [InlineData(900, 700)]
    public void Images_of_any_size_are_decoded_exactly(int width, int height)
    {
        var rgb = SampleImages.NoisyScene(width, height);
        var png = PngContainer.Write(width, height, PngContainer.Rgb, Packed(rgb, width * 3, 3, _ => 4));

        Assert.Equal(rgb, Decode(png));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void The_pixels_may_be_split_over_many_chunks_of_which_some_are_empty(int together)
    {
        var rgb = SampleImages.NoisyScene(Width, Height);
        var parts = Packed(rgb, Width * 3, 3, _ => 4).Chunk(together).SelectMany(part => new[] { part, [] });

        Assert.Equal(rgb, Decode(PngContainer.Write(Width, Height, PngContainer.Rgb, parts)));
    }

    [Fact]
    public void Other_metadata_does_not_change_the_pixels()
    {
        var rgb = SampleImages.NoisyScene(Width, Height);
        var png = HandMade.WithChunk(HandMade.WithChunk(Filtered(rgb, 3, _ => 4), "caBX", [1, 2, 3]), "gAMA", [0, 0, 0xB1, 0x8F]);

        Assert.Equal(rgb, Decode(png));
    }

    [Fact]
    public async Task Opaque_alpha_is_dropped()
    {
        var rgb = SampleImages.NoisyScene(Width, Height);
        var png = Filtered(WithAlpha(rgb, alpha: 255), 4, _ => 4);

        Assert.Equal(rgb, (await SampleImages.Pipeline.DecodeRgbAsync(png, SampleImages.Limits, SampleImages.Token)).Value());
    }

    [Fact]
    public async Task Other_kinds_of_png_are_left_to_libvips()
    {
        var rgb = Filtered(SampleImages.NoisyScene(Width, Height), 3, _ => 4);

        Assert.Null(Decode(HandMade.Png(Width, Height, Height)));
        Assert.Null(Decode(HandMade.WithChunk(rgb, "tRNS", [0, 1, 0, 2, 0, 3])));
        Assert.Null(Decode(SampleImages.Through(Width, Height, "pngsave_buffer", SampleImages.SixteenBit)));
        Assert.Null(Decode(SampleImages.Through(Width, Height, "pngsave_buffer", SampleImages.DisplayP3)));
        Assert.Null(Decode(await SampleImages.Encode(ImageFormat.WebP, Width, Height)));
    }

    [Fact]
    public async Task Damage_is_detected_and_rejected()
    {
        var whole = Filtered(SampleImages.NoisyScene(Width, Height), 3, _ => 4);
        var (last, middle) = (whole.Length - 12 - 4 - 1, whole.Length / 2);

        foreach (var damaged in new[]
        {
            whole[..middle], whole[..last], Changed(whole, middle), Changed(whole, last), Filtered(SampleImages.NoisyScene(Width, Height), 3, _ => 5),
            PngContainer.Write(Width, Height + 1, PngContainer.Rgb, Packed(SampleImages.NoisyScene(Width, Height), Width * 3, 3, _ => 4)),
            PngContainer.Write(Width, Height, PngContainer.Rgb, []),
        })
        {
            Assert.Null(Decode(damaged));
            (await SampleImages.Pipeline.PreviewAsync(damaged, SampleImages.Limits, SampleImages.Token)).AssertRejected(RejectReason.Corrupt);
        }
    }

    /// <summary>Decodes with <see cref="RgbPngDecoder"/>, in strips and as a whole; null if it leaves the image to libvips.</summary>
    private static byte[]? Decode(byte[] file)
    {
        Vips.EnsureStarted();
        var pixels = Decode(file, asWhole: false);
        if (Libdeflate.IsAvailable)
        {
            Assert.Equal(pixels, Decode(file, asWhole: true));
        }

        return pixels;
    }

    private static byte[]? Decode(byte[] file, bool asWhole)
    {
        if (!Source.TryOpen(file, SampleImages.Limits, out var source, out _))
        {
            return null;
        }

        using (source)
        {
            using var image = RgbPngDecoder.TryDecode(source, asWhole);
            return image?.Pixels().ToArray();
        }
    }

    private static byte[] Changed(byte[] file, int at) => [.. file[..at], (byte)(file[at] ^ 0x10), .. file[(at + 1)..]];

    private static byte[] WithAlpha(byte[] rgb, byte alpha) => [.. rgb.Chunk(3).SelectMany(pixel => pixel.Append(alpha))];

    private static byte[] Filtered(byte[] pixels, int bytesPerPixel, Func<int, byte> filterOf) => PngContainer.Write(
        Width, Height, bytesPerPixel == 3 ? PngContainer.Rgb : PngContainer.Rgba, Packed(pixels, Width * bytesPerPixel, bytesPerPixel, filterOf));

    private static byte[] Packed(byte[] pixels, int stride, int bytesPerPixel, Func<int, byte> filterOf)
    {
        var rows = pixels.Chunk(stride).ToArray();
        return PngContainer.Compress(
            rows.Select((row, y) => Filter(row, y == 0 ? new byte[stride] : rows[y - 1], filterOf(y), bytesPerPixel)), CompressionLevel.Optimal);
    }

    /// <summary>The filters as the standard defines them. An unknown filter number leaves the row unchanged.</summary>
    private static byte[] Filter(byte[] row, byte[] above, byte filter, int bytesPerPixel)
    {
        var filtered = new byte[row.Length + 1];
        filtered[0] = filter;
        for (var x = 0; x < row.Length; x++)
        {
            int a = x < bytesPerPixel ? 0 : row[x - bytesPerPixel];
            int b = above[x];
            int c = x < bytesPerPixel ? 0 : above[x - bytesPerPixel];
            filtered[x + 1] = (byte)(row[x] - filter switch { 1 => a, 2 => b, 3 => (a + b) / 2, 4 => Paeth(a, b, c), _ => 0 });
        }

        return filtered;
    }

    private static int Paeth(int a, int b, int c)
    {
        var p = a + b - c;
        var (pa, pb, pc) = (Math.Abs(p - a), Math.Abs(p - b), Math.Abs(p - c));
        return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    }
}
