using System.Buffers.Binary;
using System.Text;
using Darkroom.Imaging;

namespace Darkroom.Tests.Imaging;

public sealed class ImageInspectorTests
{
    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    public async Task A_valid_image_returns_its_format_and_size(ImageFormat format)
    {
        var header = ImageInspector.Inspect(await SampleImages.Encode(format, 70, 50), SampleImages.Limits).Value();

        Assert.Equal(new ImageHeader(format, 70, 50, 1, HasAlpha: false), header);
    }

    [Fact]
    public void A_still_gif_is_accepted()
    {
        var header = ImageInspector.Inspect(HandMade.Gif(20, 10, frames: 1), SampleImages.Limits).Value();

        Assert.Equal((ImageFormat.Gif, 20, 10, 1), (header.Format, header.Width, header.Height, header.Frames));
    }

    [Fact]
    public void An_avif_is_accepted()
    {
        var header = ImageInspector.Inspect(Assets.Read("scene.avif"), SampleImages.Limits).Value();

        Assert.Equal(new ImageHeader(ImageFormat.Avif, 64, 48, 1, HasAlpha: false), header);
    }

    [Fact]
    public void Alpha_is_reported() => Assert.True(
        ImageInspector.Inspect(SampleImages.WithAlpha("pngsave_buffer", 8, 8), SampleImages.Limits).Value().HasAlpha);

    [Theory]
    [InlineData(1, 40, 30)]
    [InlineData(3, 40, 30)]
    [InlineData(6, 30, 40)]
    [InlineData(8, 30, 40)]
    public async Task The_size_is_the_one_shown_after_exif_rotation(byte orientation, int width, int height)
    {
        var jpeg = HandMade.WithOrientation(await SampleImages.Encode(ImageFormat.Jpeg, 40, 30), orientation);

        var header = ImageInspector.Inspect(jpeg, SampleImages.Limits).Value();

        Assert.Equal((width, height), (header.Width, header.Height));
    }

    [Fact]
    public void No_bytes_are_rejected_as_empty() => ImageInspector.Inspect([], SampleImages.Limits).AssertRejected(RejectReason.Empty);

    [Theory]
    [InlineData("<!doctype html><title>502 Bad Gateway</title>")]
    [InlineData("{\"error\": \"model is loading\"}")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")]
    [InlineData("<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>")]
    [InlineData("%PDF-1.7\n1 0 obj")]
    [InlineData("PK\u0003\u0004 and so on")]
    [InlineData("II*\0\u0008\0\0\0")]
    [InlineData("push graphic-context")]
    [InlineData("G")]
    public void Bytes_without_an_image_signature_are_rejected_as_unknown(string content) =>
        ImageInspector.Inspect(Encoding.UTF8.GetBytes(content), SampleImages.Limits).AssertRejected(RejectReason.UnknownFormat);

    [Fact]
    public void A_heif_of_another_brand_is_rejected_as_unknown() => ImageInspector
        .Inspect("\0\0\0\x18ftypheic\0\0\0\0mif1heic"u8, SampleImages.Limits)
        .AssertRejected(RejectReason.UnknownFormat);

    [Fact]
    public async Task More_bytes_than_allowed_are_rejected_before_anything_is_decoded() => ImageInspector
        .Inspect(await SampleImages.Encode(ImageFormat.Png, 64, 64), SampleImages.Limits with { MaxBytes = 100 })
        .AssertRejected(RejectReason.TooManyBytes);

    [Fact]
    public void A_kilobyte_that_claims_65500_pixels_is_rejected_without_a_large_allocation()
    {
        var png = HandMade.Png(65_500, 65_500, rows: 4);
        Assert.InRange(png.Length, 1, 1100);
        Vips.Start();
        var before = (Managed: GC.GetAllocatedBytesForCurrentThread(), Peak: ProcessMemory.Peak());

        ImageInspector.Inspect(png, SampleImages.Limits).AssertRejected(RejectReason.TooLarge);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before.Managed, 0, 64 * 1024);
        Assert.True(ProcessMemory.Peak() - before.Peak < 512L * 1024 * 1024);
    }

    [Fact]
    public void An_avif_that_claims_too_many_pixels_is_rejected()
    {
        var avif = Assets.Read("scene.avif");
        var size = avif.AsSpan(avif.AsSpan().IndexOf("ispe"u8) + 8);
        BinaryPrimitives.WriteInt32BigEndian(size, 15_000);
        BinaryPrimitives.WriteInt32BigEndian(size[4..], 15_000);

        ImageInspector.Inspect(avif, SampleImages.Limits).AssertRejected(RejectReason.TooLarge);
    }

    [Fact]
    public void A_decompression_bomb_is_rejected_by_its_pixels()
    {
        var bomb = HandMade.Png(12_000, 12_000, rows: 12_000);
        Assert.InRange(bomb.Length, 1, 1024 * 1024);

        ImageInspector.Inspect(bomb, SampleImages.Limits).AssertRejected(RejectReason.TooLarge);
    }

    [Fact]
    public void A_progressive_jpeg_with_too_many_scans_is_rejected() => ImageInspector
        .Inspect(HandMade.JpegOfScans(6000, 6000, scans: 5000), SampleImages.Limits)
        .AssertRejected(RejectReason.Corrupt);

    [Fact]
    public async Task An_animation_is_rejected_if_only_still_images_are_accepted()
    {
        var webp = HandMade.AnimatedWebP(await SampleImages.Encode(ImageFormat.WebP, 32, 32), 32, 32, frames: 3);
        var apng = HandMade.WithChunk(await SampleImages.Encode(ImageFormat.Png, 32, 32), "acTL", HandMade.AnimationControl(3));

        ImageInspector.Inspect(webp, SampleImages.Limits).AssertRejected(RejectReason.TooManyFrames);
        ImageInspector.Inspect(apng, SampleImages.Limits).AssertRejected(RejectReason.TooManyFrames);
        ImageInspector.Inspect(HandMade.Gif(8, 8, frames: 3), SampleImages.Limits).AssertRejected(RejectReason.TooManyFrames);
    }

    [Fact]
    public async Task The_frames_of_an_allowed_animation_are_counted()
    {
        var limits = SampleImages.Limits with { MaxFrames = 5 };
        var webp = HandMade.AnimatedWebP(await SampleImages.Encode(ImageFormat.WebP, 32, 32), 32, 32, frames: 3);
        var apng = HandMade.WithChunk(await SampleImages.Encode(ImageFormat.Png, 32, 32), "acTL", HandMade.AnimationControl(4));

        Assert.Equal(3, ImageInspector.Inspect(webp, limits).Value().Frames);
        Assert.Equal(4, ImageInspector.Inspect(apng, limits).Value().Frames);
        Assert.Equal(5, ImageInspector.Inspect(HandMade.Gif(8, 8, frames: 5), limits).Value().Frames);
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    public async Task An_image_truncated_anywhere_never_throws(ImageFormat format)
    {
        var whole = await SampleImages.Encode(format, 24, 24);
        for (var length = 0; length < whole.Length; length++)
        {
            var outcome = ImageInspector.Inspect(whole.AsSpan(0, length), SampleImages.Limits);
            if (length < 20)
            {
                Assert.IsType<Outcome<ImageHeader>.Rejected>(outcome);
            }
        }
    }

    [Fact]
    public async Task Flipped_bytes_in_a_header_never_throw()
    {
        var random = new Random(3);
        byte[][] originals =
        [
            await SampleImages.Encode(ImageFormat.Png, 24, 24), await SampleImages.Encode(ImageFormat.Jpeg, 24, 24),
            await SampleImages.Encode(ImageFormat.WebP, 24, 24), HandMade.Gif(9, 9, 2), Assets.Read("scene.avif"),
        ];
        for (var round = 0; round < 2000; round++)
        {
            var bytes = (byte[])originals[round % originals.Length].Clone();
            bytes[random.Next(Math.Min(bytes.Length, 400))] = (byte)random.Next(256);
            var outcome = ImageInspector.Inspect(bytes, SampleImages.Limits);
            Assert.True(outcome is Outcome<ImageHeader>.Rejected or Outcome<ImageHeader>.Ok { Value.Width: > 0, Value.Height: > 0 });
        }
    }
}
