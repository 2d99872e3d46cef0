using Darkroom.Imaging;
using Darkroom.Imaging.Native;
using Darkroom.Imaging.Steps;

namespace Darkroom.Tests.Imaging;

/// <summary><see cref="Resize"/> keeps colours and averages.</summary>
public sealed class ResizeTests
{
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
                using var lazy = Resize.To(image, width, height, kernel);
                using var resized = lazy.TryRender(TestContext.Current.CancellationToken)!;

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
            using var lazy = Resize.To(image, 1, 1, Resize.Quick);
            using var half = lazy.TryRender(TestContext.Current.CancellationToken)!;

            Assert.Equal<byte[]>([25, 2, 128], half.Pixels().ToArray());
        }
    }
}
