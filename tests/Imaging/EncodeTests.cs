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
        var pixels = Pictures.NoisyScene(120, 90);

        var first = await new ImagePipeline(new ImagingOptions { Concurrency = 1 })
            .EncodeAsync(pixels, 120, 90, format, 80, Pictures.Token);
        var second = await Pictures.Pipeline.EncodeAsync((byte[])pixels.Clone(), 120, 90, format, 80, Pictures.Token);

        Assert.Equal(first, second);
    }

    [Fact]
    public async Task A_png_is_lossless()
    {
        var pixels = Pictures.NoisyScene(61, 47);
        var png = await Pictures.Pipeline.EncodeAsync(pixels, 61, 47, ImageFormat.Png, 90, Pictures.Token);

        Assert.Equal(pixels, (await Pictures.Pipeline.DecodeRgbAsync(png, Pictures.Limits, Pictures.Token)).Value());
    }

    [Fact]
    public async Task A_png_has_no_timestamp()
    {
        var png = await Pictures.Encode(ImageFormat.Png, 16, 16);

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
        () => Pictures.Pipeline.EncodeAsync(pixels, width, height, ImageFormat.Png, quality, Pictures.Token);
}
