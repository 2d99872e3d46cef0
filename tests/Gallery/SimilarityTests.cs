using System.Runtime.Intrinsics;
using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Tests.Imaging;

namespace Darkroom.Tests.Gallery;

/// <summary>What is found for copies of an image among others, some of which are variations of it. The bench measures the same with 100,000 images.</summary>
public sealed class SimilarityTests
{
    private const int Library = 300;
    private const int Step = 12;
    private const int Edge = 256;

    [Fact]
    public async Task Copies_in_other_sizes_formats_and_crops_are_found()
    {
        var index = new SimilarityIndex();
        for (var number = 0; number < Library; number++)
        {
            var (pixels, width, height) = SyntheticImage.Draw(number, Edge);
            index.Add(await HashesAsync(number, pixels, width, height, ImageFormat.Jpeg, 90));
        }

        var (asked, found) = (0, 0);
        for (var number = 0; number < Library; number += Step)
        {
            var (half, width, height) = SyntheticImage.Draw(number, Edge / 2);
            var (full, fullWidth, fullHeight) = SyntheticImage.Draw(number, Edge);
            foreach (var copy in new[]
            {
                await HashesAsync(number, half, width, height, ImageFormat.Png, 100),
                await HashesAsync(number, full, fullWidth, fullHeight, ImageFormat.Jpeg, 60),
                await CroppedAsync(number, full, fullWidth, fullHeight),
            })
            {
                asked++;
                found += index.Nearest(ImageSignature.From(copy), 5).Exists(one => one.Position == number) ? 1 : 0;
            }
        }

        Assert.True(found >= asked * 0.95, $"{found} of {asked} copies were found.");
    }

    [Fact]
    public void The_nearest_come_first_and_what_was_removed_no_longer()
    {
        var index = new SimilarityIndex();
        var origin = new ImageHashes(0, 0, new PixelSize(1, 1), [1, 2, 3], 0);
        for (var number = 1; number <= 40_000; number++)
        {
            // Every bit count from 0 to 63.
            index.Add(origin with { Sequence = number, Position = number, DifferenceHash = (1L << (number % 64)) - 1 });
        }

        var nearest = index.Nearest(ImageSignature.From(origin), 700);
        Assert.Equal((40_000, (40_000L, 40_000L)), (index.Count, index.Last));
        Assert.Equal(nearest.Select(one => one.Distance).Order(), nearest.Select(one => one.Distance));
        Assert.All(nearest.Take(625), one => Assert.Equal((0, 0), (one.Distance, one.Position % 64)));
        Assert.All(nearest.Skip(625), one => Assert.Equal(1, one.Position % 64));

        index.Remove(nearest[0]);
        Assert.DoesNotContain(nearest[0].Position, index.Nearest(ImageSignature.From(origin), 625).Select(one => one.Position));
    }

    [Fact]
    public void The_distance_is_the_sum_of_all_differences()
    {
        var one = new ImageSignature(Vector128.Create((byte)0), 0);

        Assert.Equal(0, ImageSignature.Distance(one, Vector128.Create((byte)0), 0));
        Assert.Equal(16 * 255, ImageSignature.Distance(one, Vector128.Create((byte)255), 0));
        Assert.Equal(ImageSignature.Distance(one, one.Look, -1), 64 * ImageSignature.Distance(one, one.Look, 1));
    }

    private static Task<ImageHashes> CroppedAsync(int number, byte[] pixels, int width, int height)
    {
        var (left, top) = (width * 5 / 100, height * 5 / 100);
        var cropped = Enumerable.Range(top, height - top).SelectMany(y => pixels[(((y * width) + left) * 3)..((y + 1) * width * 3)]).ToArray();
        return HashesAsync(number, cropped, width - left, height - top, ImageFormat.WebP, 80);
    }

    private static async Task<ImageHashes> HashesAsync(int number, byte[] pixels, int width, int height, ImageFormat format, int quality)
    {
        var encoded = await SampleImages.Pipeline.EncodeAsync(pixels, width, height, format, quality, SampleImages.Token);
        var derived = ((Outcome<Derivatives>.Ok)await SampleImages.Pipeline.DeriveAsync(
            encoded, SampleImages.Limits, ImageFormat.Jpeg, ImageFormat.WebP, [256], SampleImages.Token)).Value;
        return new ImageHashes(number, number, new PixelSize(width, height), [.. derived.ThumbHash], derived.DifferenceHash);
    }
}
