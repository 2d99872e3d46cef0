using System.Buffers.Binary;
using System.IO.Compression;
using Xunit;

namespace Darkroom.Tests;

public sealed class TestImagesTests
{
    [Theory]
    [InlineData(16, 16, 200)]
    [InlineData(1024, 1024, 1_000_000)]
    [InlineData(1536, 1024, 3_500_000)]
    public void A_noisy_png_has_the_requested_size_and_all_pixels(int width, int height, int bytesAbout)
    {
        var png = TestImages.NoisyPng(width, height, seed: 3, bytesAbout);

        Assert.InRange(png.Length, bytesAbout, (bytesAbout * 1.1) + 500);
        Assert.Equal("89504E470D0A1A0A", Convert.ToHexString(png.AsSpan(0, 8)));
        Assert.Equal("0000000049454E44AE426082", Convert.ToHexString(png.AsSpan(png.Length - 12)));
        Assert.Equal(width, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
        Assert.Equal(height, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
        var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        using var pixels = new ZLibStream(new MemoryStream(png, 41, length), CompressionMode.Decompress);
        using var raw = new MemoryStream();
        pixels.CopyTo(raw);
        Assert.Equal(height * (1 + (width * 3)), raw.Length);
    }

    [Fact]
    public void The_seed_determines_the_image()
    {
        Assert.Equal(TestImages.SmallPng(1), TestImages.SmallPng(1));
        Assert.NotEqual(TestImages.SmallPng(1), TestImages.SmallPng(2));
    }
}
