using System.Numerics;
using Darkroom.Imaging;
using Darkroom.Imaging.Steps;

namespace Darkroom.Tests.Imaging;

public sealed class DifferenceHashTests
{
    [Fact]
    public void A_bit_says_whether_the_right_neighbour_is_lighter()
    {
        Assert.Equal(-1, DifferenceHash.Compute(Columns(9, x => x * 20), 9, 8, 3));
        Assert.Equal(0, DifferenceHash.Compute(Columns(9, x => 255 - (x * 20)), 9, 8, 3));
        Assert.Equal(0x0F0F_0F0F_0F0F_0F0F, DifferenceHash.Compute(Columns(9, x => x < 5 ? x * 40 : 200 - ((x - 4) * 40)), 9, 8, 3));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(13)]
    [InlineData(64)]
    [InlineData(100)]
    public void Pixels_are_spread_over_the_cells_that_they_cover(int width) =>
        Assert.Equal(-1, DifferenceHash.Compute(Columns(width, x => x * 255 / width), width, 8, 3));

    [Fact]
    public void Hidden_colours_do_not_count()
    {
        byte[] pixels = [.. Enumerable.Range(0, 72).SelectMany(at => new byte[] { (byte)(at % 9 * 20), 0, 0, 0 })];

        Assert.Equal(0, DifferenceHash.Compute(pixels, 9, 8, 4));
    }

    [Fact]
    public async Task Copies_share_most_bits_and_a_derivative_has_the_hash_of_its_original()
    {
        var original = await SampleImages.Encode(ImageFormat.Png, 640, 400);
        var copy = await SampleImages.Encode(ImageFormat.Jpeg, 320, 200, quality: 60);
        var derived = ((Outcome<Derivatives>.Ok)await SampleImages.Pipeline.DeriveAsync(
            original, SampleImages.Limits, ImageFormat.Jpeg, ImageFormat.WebP, [256], SampleImages.Token)).Value;

        Assert.InRange(Different(derived.DifferenceHash, await HashAsync(copy)), 0, 6);
        Assert.InRange(Different(derived.DifferenceHash, await HashAsync(derived.Sizes[0].Bytes)), 0, 3);
        Assert.IsType<Outcome<long>.Rejected>(
            await SampleImages.Pipeline.DifferenceHashAsync(original.AsMemory(0, 400), SampleImages.Limits, SampleImages.Token));
    }

    [Fact]
    public void The_thumbhash_gives_about_the_same_hash()
    {
        var pixels = Waves(100, 75);
        var waves = ThumbHashCoefficients.Read(ThumbHash.Encode(pixels, 100, 75, 3));

        Assert.InRange(Different(DifferenceHash.Compute(pixels, 100, 75, 3), waves.ToDifferenceHash()), 0, 12);
    }

    [Fact]
    public void Any_bytes_are_a_thumbhash()
    {
        var random = new Random(7);
        for (var length = 0; length < 40; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            var waves = ThumbHashCoefficients.Read(bytes);

            Assert.InRange(waves.Lightness, 0, 1);
            Assert.InRange(waves.Opacity, 0, 1);
            Assert.InRange(waves.LightnessAt(6, 6), -1.2f, 1.2f);
        }
    }

    private static int Different(long one, long other) => BitOperations.PopCount((ulong)(one ^ other));

    private static async Task<long> HashAsync(byte[] encoded) =>
        ((Outcome<long>.Ok)await SampleImages.Pipeline.DifferenceHashAsync(encoded, SampleImages.Limits, SampleImages.Token)).Value;

    private static byte[] Columns(int width, Func<int, int> grey) =>
        [.. Enumerable.Range(0, width * 8).SelectMany(at => Enumerable.Repeat((byte)grey(at % width), 3))];

    private static byte[] Waves(int width, int height) => [.. Enumerable.Range(0, width * height).SelectMany(at =>
    {
        var (y, x) = Math.DivRem(at, width);
        var light = 128 + (70 * Math.Sin((x * 0.06) + (y * 0.02))) + (40 * Math.Cos(y * 0.09));
        return Enumerable.Repeat((byte)Math.Clamp(light, 0, 255), 3);
    })];
}
