using Darkroom.Imaging;

namespace Darkroom.Tests.Imaging;

public sealed class EncodeTests
{
    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    public async Task The_same_pixels_give_the_same_bytes(ImageFormat format)
    {
        var pixels = SampleImages.NoisyScene(120, 90);

        var first = await new ImagePipeline(new ImagingOptions { Concurrency = 1 })
            .EncodeAsync(pixels, 120, 90, format, 80, SampleImages.Token);
        var second = await SampleImages.Pipeline.EncodeAsync((byte[])pixels.Clone(), 120, 90, format, 80, SampleImages.Token);

        Assert.Equal(first, second);
    }

    [Fact]
    public async Task A_png_is_lossless()
    {
        var pixels = SampleImages.NoisyScene(61, 47);
        var png = await SampleImages.Pipeline.EncodeAsync(pixels, 61, 47, ImageFormat.Png, 90, SampleImages.Token);

        Assert.Equal(pixels, (await SampleImages.Pipeline.DecodeRgbAsync(png, SampleImages.Limits, SampleImages.Token)).Value());
    }

    [Fact]
    public async Task A_png_has_no_timestamp()
    {
        var png = await SampleImages.Encode(ImageFormat.Png, 16, 16);

        Assert.Equal(-1, png.AsSpan().IndexOf("tIME"u8));
        Assert.Equal(-1, png.AsSpan().IndexOf("date"u8));
    }

    [Fact]
    public async Task A_pixel_count_that_does_not_match_the_size_throws()
    {
        await Assert.ThrowsAsync<ArgumentException>(Encode(new byte[11], 2, 2, 80));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(Encode(new byte[12], 0, 4, 80));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(Encode(new byte[12], 2, 2, 101));
    }

    private static Func<Task> Encode(byte[] pixels, int width, int height, int quality) =>
        () => SampleImages.Pipeline.EncodeAsync(pixels, width, height, ImageFormat.Png, quality, SampleImages.Token);
}
