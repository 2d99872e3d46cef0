using Darkroom.Imaging;

namespace Darkroom.Tests.Imaging;

/// <summary>Every colour space is converted to 8-bit sRGB that looks the same.</summary>
public sealed class ColourTests
{
    [Fact]
    public async Task Display_p3_profiles_are_applied() =>
        (await Decode(SampleImages.Through(64, 48, "pngsave_buffer", SampleImages.DisplayP3))).AssertScene(64, 48, tolerance: 12);

    [Fact]
    public async Task Sixteen_bits_are_reduced_to_eight() =>
        (await Decode(SampleImages.Through(64, 48, "pngsave_buffer", SampleImages.SixteenBit))).AssertScene(64, 48, tolerance: 8);

    [Fact]
    public async Task Cmyk_is_converted_to_rgb_of_about_the_same_colour()
    {
        var pixels = await Decode(SampleImages.Through(64, 48, "jpegsave_buffer", SampleImages.Cmyk));

        // The corners of the scene are outside the gamut of print, its middle is inside.
        pixels.AssertPixel(64, 32, 24, (127, 127, 128), tolerance: 16);
        Assert.True(pixels[(24 * 64 + 62) * 3] > pixels[(24 * 64 + 1) * 3] + 80, "red no longer grows to the right");
    }

    [Fact]
    public async Task Grey_is_converted_to_rgb_with_equal_channels()
    {
        var pixels = await Decode(SampleImages.Through(64, 48, "pngsave_buffer", SampleImages.Grey));

        Assert.Equal(64 * 48 * 3, pixels.Length);
        Assert.All(pixels.Chunk(3), pixel => Assert.True(pixel[0] == pixel[1] && pixel[1] == pixel[2]));
    }

    [Fact]
    public async Task An_invalid_profile_is_ignored()
    {
        byte[] profile = [.. "rubbish\0\0"u8, 0x78, 0x9C, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01];
        var png = HandMade.WithChunk(await SampleImages.Encode(ImageFormat.Png, 64, 48), "iCCP", profile);

        (await Decode(png)).AssertScene(64, 48, tolerance: 8);
    }

    [Fact]
    public async Task A_jpeg_with_two_components_is_rejected_as_corrupt() =>
        (await SampleImages.Pipeline.DeriveAsync(
            HandMade.WithTwoComponents(await SampleImages.Encode(ImageFormat.Jpeg, 64, 48)),
            SampleImages.Limits,
            ImageFormat.Jpeg,
            ImageFormat.WebP,
            [32],
            SampleImages.Token))
            .AssertRejected(RejectReason.Corrupt);

    [Fact]
    public async Task Avif_decodes_to_the_same_scene() => (await Decode(Assets.Read("scene.avif"))).AssertScene(64, 48, tolerance: 20);

    [Fact]
    public async Task Gif_decodes() => Assert.All(await Decode(HandMade.Gif(20, 10, frames: 1)), part => Assert.Equal(255, part));

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(2, 63, 0)]
    [InlineData(3, 63, 47)]
    [InlineData(4, 0, 47)]
    [InlineData(5, 0, 0)]
    [InlineData(6, 47, 0)]
    [InlineData(7, 47, 63)]
    [InlineData(8, 0, 63)]
    public async Task Exif_orientation_moves_the_first_stored_pixel_to_its_corner(byte orientation, int x, int y)
    {
        var jpeg = HandMade.WithOrientation(await SampleImages.Encode(ImageFormat.Jpeg, 64, 48), orientation);
        var width = orientation >= 5 ? 48 : 64;

        (await Decode(jpeg)).AssertPixel(width, x, y, (0, 0, 128), tolerance: 16);
    }

    private static async Task<byte[]> Decode(byte[] bytes) =>
        (await SampleImages.Pipeline.DecodeRgbAsync(bytes, SampleImages.Limits, SampleImages.Token)).Value();
}
