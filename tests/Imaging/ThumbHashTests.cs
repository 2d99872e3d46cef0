using Darkroom.Imaging.Steps;

namespace Darkroom.Tests.Imaging;

public sealed class ThumbHashTests
{
    [Fact]
    public void Pure_red_has_the_header_that_the_format_defines() =>
        Assert.Equal([0xD5, 0xFB, 0x03, 0x07, 0x00], ThumbHash.Encode(Solid(10, 10, 255, 0, 0), 10, 10, 3)[..5]);

    [Theory]
    [InlineData(255, 255, 255)]
    [InlineData(0, 0, 0)]
    [InlineData(200, 80, 30)]
    [InlineData(20, 90, 220)]
    public void The_average_colour_is_kept(byte red, byte green, byte blue)
    {
        var (r, g, b, a) = AverageColour(ThumbHash.Encode(Solid(40, 30, red, green, blue), 40, 30, 3));

        Assert.InRange(r * 255, red - 8, red + 8);
        Assert.InRange(g * 255, green - 8, green + 8);
        Assert.InRange(b * 255, blue - 8, blue + 8);
        Assert.Equal(1, a);
    }

    [Theory]
    [InlineData(100, 100, 1.0)]
    [InlineData(100, 56, 1.75)]
    [InlineData(56, 100, 0.571)]
    [InlineData(100, 10, 7.0)]
    public void The_proportions_are_roughly_kept(int width, int height, double expected) =>
        Assert.Equal(expected, Ratio(ThumbHash.Encode(SampleImages.Scene(width, height), width, height, 3)), 0.01);

    [Fact]
    public void A_hash_has_about_25_bytes() =>
        Assert.InRange(ThumbHash.Encode(SampleImages.NoisyScene(100, 75), 100, 75, 3).Length, 20, 25);

    [Fact]
    public void Lightness_follows_the_image()
    {
        var hash = ThumbHash.Encode(SampleImages.Scene(80, 80), 80, 80, 3);

        Assert.True(Lightness(hash, 0.95, 0.5) > Lightness(hash, 0.05, 0.5) + 0.2);
        Assert.True(Lightness(hash, 0.5, 0.95) > Lightness(hash, 0.5, 0.05) + 0.2);
        Assert.Equal((0.5 + 0.5 + 128 / 255.0) / 3, Lightness(hash, 0.5, 0.5), 0.1);
    }

    [Fact]
    public void Transparency_is_kept_and_hidden_colours_do_not_count()
    {
        var pixels = new byte[20 * 20 * 4];
        for (var i = 0; i < 400; i++)
        {
            byte[] pixel = i % 20 < 10 ? [0, 255, 0, 0] : [255, 0, 0, 255];
            pixel.CopyTo(pixels, i * 4);
        }

        var (r, g, b, a) = AverageColour(ThumbHash.Encode(pixels, 20, 20, 4));

        Assert.Equal(0.5, a, 0.05);
        Assert.Equal((1.0, 0.0, 0.0), (Math.Round(r, 1), Math.Round(g, 1), Math.Round(b, 1)));
    }

    [Fact]
    public void A_fully_transparent_image_has_a_hash() => Assert.Equal(
        0.0, AverageColour(ThumbHash.Encode(new byte[8 * 8 * 4], 8, 8, 4)).Alpha);

    [Fact]
    public async Task An_image_and_its_smaller_copy_have_similar_hashes()
    {
        var large = await SampleImages.Encode(Darkroom.Imaging.ImageFormat.Png, 900, 600);
        var small = await SampleImages.Encode(Darkroom.Imaging.ImageFormat.Png, 90, 60);

        var hashes = new List<byte[]>();
        foreach (var png in new[] { large, small })
        {
            hashes.Add((await SampleImages.Pipeline.DeriveAsync(
                png, SampleImages.Limits, Darkroom.Imaging.ImageFormat.Jpeg, Darkroom.Imaging.ImageFormat.WebP, [256], SampleImages.Token)).Value().ThumbHash);
        }

        Assert.Equal(hashes[0].Length, hashes[1].Length);
        Assert.Equal(Lightness(hashes[0], 0.8, 0.3), Lightness(hashes[1], 0.8, 0.3), 0.05);
    }

    private static byte[] Solid(int width, int height, byte red, byte green, byte blue) =>
        [.. Enumerable.Range(0, width * height).SelectMany(_ => new[] { red, green, blue })];

    private static int Header(byte[] hash) => hash[0] | hash[1] << 8 | hash[2] << 16;

    private static bool HasAlpha(byte[] hash) => (Header(hash) >> 23 & 1) == 1;

    private static (double Red, double Green, double Blue, double Alpha) AverageColour(byte[] hash)
    {
        var lightness = (Header(hash) & 63) / 63.0;
        var yellowBlue = (Header(hash) >> 6 & 63) / 31.5 - 1;
        var redGreen = (Header(hash) >> 12 & 63) / 31.5 - 1;
        var blue = lightness - 2.0 / 3 * yellowBlue;
        var red = (3 * lightness - blue + redGreen) / 2;
        return (red, red - redGreen, blue, HasAlpha(hash) ? (hash[5] & 15) / 15.0 : 1);
    }

    private static (int Across, int Down) Frequencies(byte[] hash)
    {
        var (shorter, longer) = (hash[3] & 7, HasAlpha(hash) ? 5 : 7);
        return hash[4] >> 7 == 1 ? (longer, shorter) : (shorter, longer);
    }

    private static double Ratio(byte[] hash) => (double)Frequencies(hash).Across / Frequencies(hash).Down;

    /// <summary>The lightness that the hash describes at a place given as fractions of width and height.</summary>
    private static double Lightness(byte[] hash, double x, double y)
    {
        var (across, down) = Frequencies(hash);
        (across, down) = (Math.Max(3, across), Math.Max(3, down));
        var scale = (Header(hash) >> 18 & 31) / 31.0;
        var value = (Header(hash) & 63) / 63.0;
        var nibble = HasAlpha(hash) ? 12 : 10;
        for (var cy = 0; cy < down; cy++)
        {
            for (var cx = cy == 0 ? 1 : 0; cx * down < across * (down - cy); cx++, nibble++)
            {
                var detail = ((hash[nibble / 2] >> (nibble % 2 * 4) & 15) / 7.5 - 1) * scale;
                value += detail * Math.Cos(Math.PI * cx * x) * Math.Cos(Math.PI * cy * y) * (cx > 0 ? 2 : 1) * (cy > 0 ? 2 : 1);
            }
        }

        return value;
    }
}
