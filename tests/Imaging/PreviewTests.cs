using Darkroom.Imaging;

namespace Darkroom.Tests.Imaging;

public sealed class PreviewTests
{
    [Theory]
    [InlineData(ImageFormat.Png, 1024, 768, 512, 384)]
    [InlineData(ImageFormat.Jpeg, 1024, 768, 512, 384)]
    [InlineData(ImageFormat.WebP, 768, 1024, 384, 512)]
    [InlineData(ImageFormat.Jpeg, 1100, 300, 512, 140)]
    [InlineData(ImageFormat.Png, 200, 100, 200, 100)]
    public async Task A_preview_is_a_small_image_of_the_same_scene(
        ImageFormat format, int width, int height, int previewWidth, int previewHeight)
    {
        var preview = await Preview(await SampleImages.Encode(format, width, height));

        Assert.Equal((previewWidth, previewHeight, ImageFormat.Jpeg), (preview.Width, preview.Height, preview.Format));
        var pixels = (await SampleImages.Pipeline.DecodeRgbAsync(preview.Bytes, SampleImages.Limits, SampleImages.Token)).Value();
        pixels.AssertScene(previewWidth, previewHeight, tolerance: 16);
    }

    [Fact]
    public async Task A_preview_of_a_megabyte_has_a_few_kilobytes()
    {
        var png = await SampleImages.Pipeline.EncodeAsync(SampleImages.NoisyScene(1024, 1024), 1024, 1024, ImageFormat.Png, 90, SampleImages.Token);
        Assert.InRange(png.Length, 1_000_000, 4_000_000);

        Assert.InRange((await Preview(png)).Bytes.Length, 500, 25_000);
    }

    [Fact]
    public async Task A_rotated_jpeg_is_previewed_upright()
    {
        var preview = await Preview(HandMade.WithOrientation(await SampleImages.Encode(ImageFormat.Jpeg, 1200, 900), 6));

        Assert.Equal((384, 512), (preview.Width, preview.Height));
    }

    [Fact]
    public async Task Alpha_is_kept()
    {
        var preview = await Preview(SampleImages.WithAlpha("pngsave_buffer", 600, 600));

        Assert.True(ImageInspector.Inspect(preview.Bytes, SampleImages.Limits).Value().HasAlpha);
    }

    [Fact]
    public async Task A_truncated_partial_image_is_rejected_as_corrupt()
    {
        var png = await SampleImages.Encode(ImageFormat.Png, 600, 600);

        (await SampleImages.Pipeline.PreviewAsync(png.AsMemory(0, png.Length / 2), SampleImages.Limits, SampleImages.Token))
            .AssertRejected(RejectReason.Corrupt);
    }

    private static async Task<EncodedResult> Preview(byte[] partial) =>
        (await SampleImages.Pipeline.PreviewAsync(partial, SampleImages.Limits, SampleImages.Token)).Value();
}
