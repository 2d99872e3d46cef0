using Darkroom.Imaging;
using Darkroom.Imaging.Native;
using Darkroom.Imaging.Steps;

namespace Darkroom.Tests.Imaging;

/// <summary>Plain RGB is resized by us, and nobody can tell it from what libvips makes of it.</summary>
public sealed class ResampleTests
{
    [Theory]
    [InlineData(256, 256, 128, 128)]
    [InlineData(300, 200, 101, 67)]
    [InlineData(640, 64, 100, 10)]
    [InlineData(64, 64, 63, 64)]
    [InlineData(5, 400, 1, 80)]
    public unsafe void Made_smaller_it_looks_as_libvips_makes_it(int width, int height, int newWidth, int newHeight)
    {
        Vips.Require();
        var pixels = Pictures.NoisyScene(width, height);
        fixed (byte* first = pixels)
        {
            using var image = VipsImage.Over(first, width, height, 3);
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
    public unsafe void One_colour_stays_that_colour_to_the_edges(int kernel)
    {
        Vips.Require();
        var pixels = Enumerable.Range(0, 123 * 77).SelectMany(_ => new byte[] { 255, 0, 93 }).ToArray();
        fixed (byte* first = pixels)
        {
            foreach (var (width, height) in new[] { (41, 30), (1, 1), (122, 76), (246, 200) })
            {
                using var image = VipsImage.Over(first, 123, 77, 3);
                using var resized = Resize.To(image, width, height, kernel);

                Assert.All(resized.Pixels().ToArray().Chunk(3), pixel => Assert.Equal<byte[]>([255, 0, 93], pixel));
            }
        }
    }

    [Fact]
    public unsafe void Half_the_size_is_quickly_the_average_of_four()
    {
        Vips.Require();
        byte[] pixels = [10, 0, 0, 20, 0, 0, 30, 0, 255, 40, 8, 255];
        fixed (byte* first = pixels)
        {
            using var image = VipsImage.Over(first, 2, 2, 3);
            using var half = Resize.To(image, 1, 1, Resize.Quick);

            Assert.Equal<byte[]>([25, 2, 128], half.Pixels().ToArray());
        }
    }
}
