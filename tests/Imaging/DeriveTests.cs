using Darkroom.Imaging;

namespace Darkroom.Tests.Imaging;

public sealed class DeriveTests
{
    [Theory]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Jpeg)]
    public async Task Every_requested_width_is_returned_in_order_as_jpeg(ImageFormat transparent)
    {
        var derivatives = await Derive(await SampleImages.Encode(ImageFormat.Png, 600, 300), transparent, 100, 400, 200);

        Assert.Equal([(100, 50), (400, 200), (200, 100)], derivatives.Sizes.Select(size => (size.Width, size.Height)));
        foreach (var size in derivatives.Sizes)
        {
            var header = ImageInspector.Inspect(size.Bytes, SampleImages.Limits).Value();
            Assert.Equal(new ImageHeader(ImageFormat.Jpeg, size.Width, size.Height, 1, HasAlpha: false), header);
            (await Decode(size.Bytes)).AssertScene(size.Width, size.Height, tolerance: 16);
        }
    }

    [Fact]
    public async Task Nothing_is_enlarged_and_equal_sizes_share_one_image()
    {
        var derivatives = await Derive(await SampleImages.Encode(ImageFormat.Png, 300, 200), ImageFormat.WebP, 256, 512, 1024);

        Assert.Equal([256, 300, 300], derivatives.Sizes.Select(size => size.Width));
        Assert.Same(derivatives.Sizes[1], derivatives.Sizes[2]);
    }

    [Fact]
    public async Task Derivatives_include_the_header_of_the_original() => Assert.Equal(
        new ImageHeader(ImageFormat.Jpeg, 300, 200, 1, HasAlpha: false),
        (await Derive(await SampleImages.Encode(ImageFormat.Jpeg, 300, 200), ImageFormat.WebP, 64)).Header);

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(1, 4000, 1, 4000)]
    [InlineData(4000, 1, 256, 1)]
    public async Task Extreme_shapes_keep_at_least_one_pixel(int width, int height, int derivedWidth, int derivedHeight)
    {
        var derivatives = await Derive(await SampleImages.Encode(ImageFormat.Png, width, height), ImageFormat.WebP, 256);

        Assert.Equal((derivedWidth, derivedHeight), (derivatives.Sizes[0].Width, derivatives.Sizes[0].Height));
        Assert.InRange(derivatives.ThumbHash.Length, 5, 30);
    }

    [Fact]
    public async Task An_image_longer_than_the_webp_limit_is_narrowed()
    {
        var derivatives = await Derive(HandMade.Png(100, 16_384, rows: 16_384), ImageFormat.WebP, 100);

        Assert.Equal(16_383, derivatives.Sizes[0].Height);
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    public async Task A_truncated_image_is_rejected_as_corrupt(ImageFormat format)
    {
        var whole = await SampleImages.Pipeline.EncodeAsync(SampleImages.NoisyScene(300, 301), 300, 301, format, 90, SampleImages.Token);
        foreach (var keep in new[] { 0.1, 0.5, 0.9, 0.98 })
        {
            var cut = whole.AsMemory(0, (int)(whole.Length * keep));
            (await SampleImages.Pipeline.DeriveAsync(cut, SampleImages.Limits, ImageFormat.Jpeg, ImageFormat.WebP, [37], SampleImages.Token))
                .AssertRejected(RejectReason.Corrupt);
        }
    }

    [Fact]
    public async Task A_truncated_avif_or_gif_is_rejected_as_corrupt()
    {
        foreach (var whole in new[] { Assets.Read("scene.avif"), HandMade.Gif(40, 40, frames: 1) })
        {
            (await SampleImages.Pipeline.DeriveAsync(
                whole.AsMemory(0, whole.Length * 2 / 3), SampleImages.Limits, ImageFormat.Jpeg, ImageFormat.WebP, [32], SampleImages.Token))
                .AssertRejected(RejectReason.Corrupt);
        }
    }

    [Fact]
    public async Task A_png_with_flipped_bytes_in_its_pixels_is_rejected_as_corrupt()
    {
        var png = await SampleImages.Pipeline.EncodeAsync(SampleImages.NoisyScene(200, 200), 200, 200, ImageFormat.Png, 90, SampleImages.Token);
        png.AsSpan(png.Length / 2, 16).Fill(0xAA);

        (await SampleImages.Pipeline.DeriveAsync(png, SampleImages.Limits, ImageFormat.Jpeg, ImageFormat.WebP, [64], SampleImages.Token))
            .AssertRejected(RejectReason.Corrupt);
    }

    [Fact]
    public async Task Random_damage_always_returns_an_outcome()
    {
        var random = new Random(11);
        byte[][] originals =
        [
            await SampleImages.Encode(ImageFormat.Png, 48, 40), await SampleImages.Encode(ImageFormat.Jpeg, 48, 40),
            await SampleImages.Encode(ImageFormat.WebP, 48, 40), HandMade.Gif(30, 20, frames: 1), Assets.Read("scene.avif"),
        ];
        for (var round = 0; round < 500; round++)
        {
            var bytes = (byte[])originals[round % originals.Length].Clone();
            for (var change = 0; change < 3; change++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var outcome = await SampleImages.Pipeline.DeriveAsync(bytes, SampleImages.Limits, ImageFormat.Jpeg, ImageFormat.WebP, [16], SampleImages.Token);
            Assert.True(outcome is Outcome<Derivatives>.Rejected or Outcome<Derivatives>.Ok { Value.Sizes.Length: 1 });
        }
    }

    [Fact]
    public async Task An_image_over_the_limits_is_rejected_before_it_is_decoded() =>
        (await SampleImages.Pipeline.DeriveAsync(
            HandMade.Png(9000, 9000, rows: 1), SampleImages.Limits, ImageFormat.Jpeg, ImageFormat.WebP, [64], SampleImages.Token))
            .AssertRejected(RejectReason.TooLarge);

    [Fact]
    public async Task Alpha_is_kept_in_webp_and_blended_with_dark_grey_in_jpeg()
    {
        var png = SampleImages.WithAlpha("pngsave_buffer", 200, 100);
        var webp = (await Derive(png, ImageFormat.WebP, 100)).Sizes[0];
        var jpeg = (await Derive(png, ImageFormat.Jpeg, 100)).Sizes[0];

        Assert.True(ImageInspector.Inspect(webp.Bytes, SampleImages.Limits).Value().HasAlpha);
        var pixels = await Decode(jpeg.Bytes);
        pixels.AssertPixel(100, 0, 25, (38, 38, 38), tolerance: 8);
        pixels.AssertPixel(100, 99, 0, (255, 0, 128), tolerance: 12);
    }

    [Fact]
    public async Task An_opaque_alpha_channel_is_dropped()
    {
        var opaque = (await Derive(SampleImages.WithAlpha("pngsave_buffer", 200, 100, _ => 255), ImageFormat.WebP, 100)).Sizes[0];

        Assert.Equal(ImageFormat.Jpeg, opaque.Format);
    }

    [Fact]
    public async Task Derivatives_have_no_metadata()
    {
        var jpeg = HandMade.WithOrientation(await SampleImages.Encode(ImageFormat.Jpeg, 80, 60), 6);
        var p3 = SampleImages.Through(80, 60, "pngsave_buffer", SampleImages.DisplayP3);
        foreach (var original in new[] { jpeg, p3, SampleImages.WithAlpha("pngsave_buffer", 80, 60) })
        {
            foreach (var format in new[] { ImageFormat.WebP, ImageFormat.Jpeg })
            {
                var bytes = (await Derive(original, format, 40)).Sizes[0].Bytes.AsSpan();
                Assert.Equal(-1, bytes.IndexOf("Exif"u8));
                Assert.Equal(-1, bytes.IndexOf("ICC"u8));
            }
        }
    }

    [Fact]
    public async Task Invalid_arguments_throw()
    {
        var png = await SampleImages.Encode(ImageFormat.Png, 8, 8);

        await Assert.ThrowsAsync<ArgumentException>(() => Derive(png, ImageFormat.WebP));
        await Assert.ThrowsAsync<ArgumentException>(() => Derive(png, ImageFormat.WebP, 0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Derive(png, ImageFormat.Gif, 64));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImagePipeline(new ImagingOptions { Concurrency = 65 }));
    }

    private static async Task<Derivatives> Derive(byte[] original, ImageFormat format, params int[] widths) =>
        (await SampleImages.Pipeline.DeriveAsync(original, SampleImages.Limits, ImageFormat.Jpeg, format, [.. widths], SampleImages.Token)).Value();

    private static async Task<byte[]> Decode(byte[] bytes) =>
        (await SampleImages.Pipeline.DecodeRgbAsync(bytes, SampleImages.Limits, SampleImages.Token)).Value();
}
