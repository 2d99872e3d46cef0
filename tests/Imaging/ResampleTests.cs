using Darkroom.Imaging;
using Darkroom.Imaging.Native;
using Darkroom.Imaging.Steps;

namespace Darkroom.Tests.Imaging;

/// <summary><see cref="Resample"/> gives the same result as libvips, except for rounding.</summary>
public sealed class ResampleTests
{
    [Theory]
    [InlineData(256, 256, 128, 128)]
    [InlineData(300, 200, 101, 67)]
    [InlineData(640, 64, 100, 10)]
    [InlineData(64, 64, 63, 64)]
    [InlineData(5, 400, 1, 80)]
    public unsafe void A_reduced_image_matches_libvips(int width, int height, int newWidth, int newHeight)
    {
        Vips.EnsureStarted();
        var pixels = SampleImages.NoisyScene(width, height);
        fixed (byte* first = pixels)
        {
            using var image = VipsImage.FromMemory(first, width, height, 3);
            using var ours = Resize.To(image, newWidth, newHeight);
            using var theirs = VipsOperation.New("resize")
                .With("in", image)
                .With("scale", (double)newWidth / width)
                .With("vscale", (double)newHeight / height)
                .Image();
            using var rendered = theirs.TryRender(TestContext.Current.CancellationToken)!;

            Assert.Equal((newWidth, newHeight, 3), (ours.Width, ours.Height, ours.Bands));
            var differences = ours.Pixels().ToArray().Zip(rendered.Pixels().ToArray(), (mine, other) => Math.Abs(mine - other)).ToArray();
            Assert.InRange(differences.Average(), 0, 0.8);
            Assert.InRange(differences.Max(), 0, 8);
        }
    }

    [Theory]
    [InlineData(Resize.Sharp)]
    [InlineData(Resize.Quick)]
    public unsafe void A_single_colour_is_kept_up_to_the_edges(int kernel)
    {
        Vips.EnsureStarted();
        var pixels = Enumerable.Range(0, 123 * 77).SelectMany(_ => new byte[] { 255, 0, 93 }).ToArray();
        fixed (byte* first = pixels)
        {
            foreach (var (width, height) in new[] { (41, 30), (1, 1), (122, 76), (246, 200) })
            {
                using var image = VipsImage.FromMemory(first, 123, 77, 3);
                using var resized = Resize.To(image, width, height, kernel);

                Assert.All(resized.Pixels().ToArray().Chunk(3), pixel => Assert.Equal<byte[]>([255, 0, 93], pixel));
            }
        }
    }

    [Fact]
    public unsafe void The_quick_kernel_averages_four_pixels_at_half_size()
    {
        Vips.EnsureStarted();
        byte[] pixels = [10, 0, 0, 20, 0, 0, 30, 0, 255, 40, 8, 255];
        fixed (byte* first = pixels)
        {
            using var image = VipsImage.FromMemory(first, 2, 2, 3);
            using var half = Resize.To(image, 1, 1, Resize.Quick);

            Assert.Equal<byte[]>([25, 2, 128], half.Pixels().ToArray());
        }
    }
}
