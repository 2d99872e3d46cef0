using Darkroom.Imaging;

namespace Darkroom.Tests.Imaging;

[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTestsCollection;

[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    private const int Images = 10_000;
    private const long Allowed = 40L * 1024 * 1024;

    [Fact]
    public async Task Ten_thousand_valid_and_hostile_images_do_not_leak_memory()
    {
        var inputs = await InputsAsync();

        // The allocators reach their size in the first half; a leak grows on.
        await WorkAsync(inputs, Images / 2);
        var before = MemoryAfterCollection();
        await WorkAsync(inputs, Images / 2);

        Assert.InRange(MemoryAfterCollection() - before, long.MinValue, Allowed);
    }

    private static async Task<byte[][]> InputsAsync()
    {
        var png = await SampleImages.Encode(ImageFormat.Png, 128, 96);
        var jpeg = await SampleImages.Encode(ImageFormat.Jpeg, 256, 160);
        var webp = await SampleImages.Encode(ImageFormat.WebP, 96, 128);
        byte[][] quick =
        [
            png, jpeg, webp, png[..(png.Length * 2 / 3)], jpeg[..(jpeg.Length / 2)], webp[..(webp.Length / 2)],
            HandMade.WithOrientation(jpeg, 6), HandMade.Gif(64, 64, 1), HandMade.Gif(64, 64, 3)[..100],
            SampleImages.WithAlpha("pngsave_buffer", 64, 64), HandMade.Png(65_500, 65_500, 2), HandMade.Png(400, 400, 3),
            HandMade.JpegOfScans(64, 64, 3), "<html>"u8.ToArray(), [], Assets.Read("scene.avif")[..300],
        ];
        byte[][] slow =
        [
            SampleImages.Through(64, 64, "jpegsave_buffer", SampleImages.Cmyk), SampleImages.Through(64, 64, "pngsave_buffer", SampleImages.DisplayP3),
            Assets.Read("scene.avif"),
        ];
        return [.. quick, .. quick, .. quick, .. slow];
    }

    private static async Task WorkAsync(byte[][] inputs, int images) => await Parallel.ForAsync(0, images, SampleImages.Token, async (i, token) =>
    {
        var input = inputs[i % inputs.Length];
        if (i / inputs.Length % 2 == 0)
        {
            await SampleImages.Pipeline.PreviewAsync(input, SampleImages.Limits, token);
        }
        else
        {
            var format = i / inputs.Length % 4 == 1 ? ImageFormat.WebP : ImageFormat.Jpeg;
            await SampleImages.Pipeline.DeriveAsync(input, SampleImages.Limits, ImageFormat.Jpeg, format, [32, 64], token);
        }
    });

    private static long MemoryAfterCollection()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return ProcessMemory.Resident();
    }
}
