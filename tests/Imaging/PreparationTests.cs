using Darkroom.Imaging;
using Darkroom.Imaging.Native;
using Darkroom.Tests.Generations;

namespace Darkroom.Tests.Imaging;

/// <summary>Input images for a provider are upright, 8-bit sRGB, without metadata, within the limits.</summary>
public sealed class PreparationTests
{
    private const int Quarter = 6;

    private static readonly PreparationTarget Target = new()
    {
        Formats = [ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.WebP],
        MaxBytes = 20 * 1024 * 1024,
        MaxEdge = 4096,
        MaxPixels = 4096L * 4096,
    };

    public PreparationTests() => Vips.EnsureStarted();

    public static TheoryData<string, byte[], string> Unreadable => new()
    {
        { "HEIC", [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0, .. "mif1heic"u8], "not a PNG, JPEG, WebP, AVIF, TIFF or GIF image: it is HEIC" },
        { "BMP", [.. "BM"u8, 58, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0], "not a PNG, JPEG, WebP, AVIF, TIFF or GIF image: it is BMP" },
        { "JPEG XL", [0xFF, 0x0A, 1, 2, 3], "it is JPEG XL" },
        { "SVG", "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(), "it is SVG" },
        { "text", "hello"u8.ToArray(), "not a PNG, JPEG, WebP, AVIF, TIFF or GIF image." },
        { "camera raw", Tiff(subfile: 1, compression: 1), "a camera's raw file" },
        { "TIFF of an unusual kind", Tiff(subfile: 0, compression: 34712), "of an unusual kind" },
        { "TIFF without a directory", [.. "II*\0"u8, 8, 0, 0, 0], "This TIFF cannot be read" },
        { "more pixels than are accepted", HandMade.Png(15_000, 14_000, rows: 1), "at most 200,000,000 pixels" },
        { "pixels that are not there", HandMade.Png(14_000, 14_000, rows: 3), "damaged or incomplete" },
        { "more memory than is accepted", Interlaced(13_000, 13_000), "cannot be reduced while it is read" },
    };

    [Fact]
    public async Task A_rotated_photo_is_turned_upright()
    {
        var photo = HandMade.WithOrientation(await SampleImages.Encode(ImageFormat.Jpeg, 240, 160), Quarter);

        var prepared = await PreparedAsync(photo);

        Assert.Equal((160, 240, ImageFormat.Jpeg), (prepared.Width, prepared.Height, prepared.Format));
        Assert.Equal((160, 240), SizeOf(prepared.Bytes));
        // After a clockwise quarter turn red grows downwards and green to the left.
        var pixels = await RgbAsync(prepared.Bytes);
        Assert.InRange(pixels[^3] - pixels[0], 150, 255);
        Assert.InRange(pixels[1] - pixels[(159 * 3) + 1], 150, 255);
    }

    [Fact]
    public async Task Only_pixels_remain_of_a_file()
    {
        byte[] secret = [.. "48.8584 N 2.2945 E"u8];
        var png = await SampleImages.Encode(ImageFormat.Png, 32, 24);
        var jpeg = await SampleImages.Encode(ImageFormat.Jpeg, 32, 24);
        byte[][] files =
        [
            HandMade.WithChunk(png, "eXIf", secret), HandMade.WithChunk(png, "caBX", secret), HandMade.WithChunk(png, "zzTz", secret), [.. png, .. secret],
            WithSegment(jpeg, 0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. secret]), WithSegment(jpeg, 0xED, secret), WithSegment(jpeg, 0xFE, secret),
            WithSegment(jpeg, 0xE0, [.. "JFXX\0"u8, .. secret]), [.. jpeg, .. secret],
        ];
        foreach (var file in files)
        {
            Assert.True(file.AsSpan().IndexOf(secret) > 0);
            var prepared = await PreparedAsync(file);
            Assert.Equal(-1, prepared.Bytes.Span.IndexOf(secret));
        }
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    public async Task A_file_that_needs_no_change_keeps_its_bytes(ImageFormat format)
    {
        // The first pass removes the metadata that libvips itself writes.
        var clean = format == ImageFormat.Png ? TestImages.NoisyPng(40, 30) : (await PreparedAsync(await SampleImages.Encode(format, 40, 30))).Bytes;

        var prepared = await PreparedAsync(clean);
        Assert.True(clean.Span.SequenceEqual(prepared.Bytes.Span));
    }

    [Fact]
    public async Task Other_colours_become_8_bit_sRGB()
    {
        byte[][] files =
        [
            SampleImages.Through(64, 48, "pngsave_buffer", SampleImages.DisplayP3), SampleImages.Through(64, 48, "pngsave_buffer", SampleImages.SixteenBit),
            SampleImages.Through(64, 48, "jpegsave_buffer", SampleImages.Cmyk), SampleImages.Through(64, 48, "tiffsave_buffer", SampleImages.DisplayP3),
        ];
        foreach (var file in files)
        {
            var bytes = (await PreparedAsync(file)).Bytes;
            Assert.Equal(-1, bytes.Span.IndexOf("iCCP"u8));
            Assert.Equal(-1, bytes.Span.IndexOf("ICC_PROFILE"u8));
            var pixels = await RgbAsync(bytes);
            Assert.InRange(pixels[^3], 215, 255);
            Assert.InRange(pixels[2], 100, 150);
        }
    }

    [Fact]
    public async Task AVIF_TIFF_and_GIF_are_converted()
    {
        Assert.Equal(ImageFormat.Jpeg, (await PreparedAsync(Assets.Read("scene.avif"))).Format);
        Assert.Equal(ImageFormat.Png, (await PreparedAsync(SampleImages.Through(64, 48, "tiffsave_buffer", image => image.AddReference()))).Format);
        Assert.Equal(ImageFormat.Png, (await PreparedAsync(HandMade.Gif(8, 8, 1))).Format);
        Assert.Equal(
            ImageFormat.Png, (await PreparedAsync(await SampleImages.Encode(ImageFormat.Jpeg, 64, 48), Target with { Formats = [ImageFormat.Png] })).Format);
    }

    [Fact]
    public async Task A_large_image_is_reduced_to_the_edges_pixels_and_bytes_of_the_target()
    {
        var photo = await SampleImages.Pipeline.EncodeAsync(SampleImages.NoisyScene(1500, 1000), 1500, 1000, ImageFormat.Png, 100, SampleImages.Token);

        var byEdge = await PreparedAsync(photo, Target with { MaxEdge = 300 });
        var byPixels = await PreparedAsync(photo, Target with { MaxPixels = 60_000 });
        var byBytes = await PreparedAsync(photo, Target with { MaxBytes = 60_000 });
        var pngByBytes = await PreparedAsync(photo, Target with { MaxBytes = 60_000, AlwaysPng = true });

        Assert.Equal((300, 200), (byEdge.Width, byEdge.Height));
        Assert.Equal((300, 200), (byPixels.Width, byPixels.Height));
        Assert.Equal(ImageFormat.Jpeg, byBytes.Format);
        Assert.Equal(ImageFormat.Png, pngByBytes.Format);
        Assert.All([byBytes, pngByBytes], prepared => Assert.InRange(prepared.Bytes.Length, 1, 60_000));
        Assert.Equal((1500, 1000), (byBytes.Original.Width, byBytes.Original.Height));
    }

    [Fact]
    public async Task Transparency_is_kept_and_a_mask_gets_its_exact_size()
    {
        var see = SampleImages.WithAlpha("pngsave_buffer", 900, 600);

        var small = await PreparedAsync(see, Target with { MaxEdge = 90 });
        var mask = await PreparedAsync(SampleImages.WithAlpha("pngsave_buffer", 64, 48, _ => 255), Target with { AlwaysPng = true, ExactSize = (31, 23) });

        Assert.True(Header(small.Bytes).HasAlpha);
        Assert.Equal((31, 23, true), (mask.Width, mask.Height, Header(mask.Bytes).HasAlpha));
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task Unsupported_files_are_rejected_with_the_accepted_formats(string what, byte[] bytes, string reason)
    {
        var rejected = Assert.IsType<Outcome<PreparedImage>.Rejected>(await SampleImages.Pipeline.PrepareAsync(bytes, SampleImages.Limits, Target, SampleImages.Token));

        Assert.True(rejected.Message.Contains(reason, StringComparison.Ordinal), $"{what}: {rejected.Message}");
    }

    [Fact]
    public async Task A_truncated_file_is_rejected_at_every_reduction()
    {
        byte[][] files =
        [
            await SampleImages.Encode(ImageFormat.Jpeg, 800, 600), await SampleImages.Encode(ImageFormat.Png, 800, 600), await SampleImages.Encode(ImageFormat.WebP, 800, 600),
            SampleImages.Through(800, 600, "tiffsave_buffer", image => image.AddReference()), SampleImages.Through(800, 600, "pngsave_buffer", SampleImages.SixteenBit),
        ];
        foreach (var file in files)
        {
            foreach (var edge in new[] { 4096, 300, 60 })
            {
                var outcome = await SampleImages.Pipeline.PrepareAsync(file.AsMemory(0, file.Length * 9 / 10), SampleImages.Limits, Target with { MaxEdge = edge }, SampleImages.Token);
                Assert.IsType<Outcome<PreparedImage>.Rejected>(outcome);
            }
        }
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(799)]
    [InlineData(500)]
    [InlineData(267)]
    [InlineData(31)]
    public async Task A_single_missing_row_is_detected_at_every_scale(int edge)
    {
        var target = Target with { MaxEdge = edge };
        Assert.IsType<Outcome<PreparedImage>.Ok>(await SampleImages.Pipeline.PrepareAsync(HandMade.Png(800, 601, rows: 601), SampleImages.Limits, target, SampleImages.Token));
        Assert.IsType<Outcome<PreparedImage>.Rejected>(await SampleImages.Pipeline.PrepareAsync(HandMade.Png(800, 601, rows: 600), SampleImages.Limits, target, SampleImages.Token));
    }

    [Fact]
    public async Task Megabytes_of_EXIF_are_fast_to_process_and_removed()
    {
        var jpeg = await SampleImages.Encode(ImageFormat.Jpeg, 64, 48);
        // One directory of 5,000 entries that each point back at it, 100 times.
        byte[] directory = [.. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 0x88, 0x13, .. Enumerable.Repeat((byte[])[0x69, 0x87, 4, 0, 1, 0, 0, 0, 8, 0, 0, 0], 5000).SelectMany(entry => entry)];
        var bomb = Enumerable.Range(0, 100).Aggregate(jpeg, (file, _) => WithSegment(file, 0xE1, directory));

        var prepared = await PreparedAsync(bomb);

        Assert.Equal((64, 48), (prepared.Width, prepared.Height));
        Assert.Equal(-1, prepared.Bytes.Span.IndexOf("Exif"u8));
    }

    [Fact]
    public async Task Damaged_TIFF_files_never_end_the_process()
    {
        var tiff = SampleImages.Through(64, 48, "tiffsave_buffer", image => image.AddReference());
        var random = new Random(20261128);
        for (var run = 0; run < 300; run++)
        {
            var damaged = (byte[])tiff.Clone();
            for (var change = 0; change < 4; change++)
            {
                // Half of the changes hit the directory, which is at the end.
                damaged[change % 2 == 0 ? random.Next(damaged.Length) : damaged.Length - 1 - random.Next(200)] = (byte)random.Next(256);
            }

            Assert.NotNull(await SampleImages.Pipeline.PrepareAsync(damaged, SampleImages.Limits, Target, SampleImages.Token));
        }
    }

    [Fact]
    public async Task Images_that_need_much_memory_run_one_at_a_time_and_can_be_cancelled()
    {
        var pipeline = new ImagePipeline(new ImagingOptions { Concurrency = 4 });
        var avif = Assets.Read("scene.avif");
        using var held = new BlockingImage(avif);
        using var leaving = new CancellationTokenSource();
        var first = pipeline.PrepareAsync(held.Memory, SampleImages.Limits, Target, SampleImages.Token);
        await held.Held.Task;

        var second = pipeline.PrepareAsync(avif, SampleImages.Limits, Target, SampleImages.Token);
        var third = pipeline.PrepareAsync(avif, SampleImages.Limits, Target, leaving.Token);
        var ordinary = await pipeline.PrepareAsync(TestImages.SmallPng(), SampleImages.Limits, Target, SampleImages.Token);
        await leaving.CancelAsync();

        Assert.IsType<Outcome<PreparedImage>.Ok>(ordinary);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        Assert.False(second.IsCompleted);
        held.Release();
        Assert.All(await Task.WhenAll(first, second), one => Assert.IsType<Outcome<PreparedImage>.Ok>(one));
    }

    [Fact]
    public void A_running_decode_can_be_cancelled()
    {
        using var black = VipsOperation.New("black").With("width", 600).With("height", 600).Image();
        LibVips.SetKill(black, true);

        Assert.Null(black.TryRender(CancellationToken.None));
        Assert.ThrowsAny<OperationCanceledException>(() => black.TryRender(new CancellationToken(canceled: true)));
    }

    private static byte[] Tiff(byte subfile, ushort compression)
    {
        (ushort Tag, uint Value)[] tags = [(254, subfile), (256, 8), (257, 8), (258, 8), (259, compression), (262, 1), (273, 8), (277, 1), (278, 8), (279, 64)];
        byte[] directory = [(byte)tags.Length, 0, .. tags.SelectMany(tag => (byte[])[.. BitConverter.GetBytes(tag.Tag), 4, 0, 1, 0, 0, 0, .. BitConverter.GetBytes(tag.Value)]), 0, 0, 0, 0];
        return [.. "II*\0"u8, 72, 0, 0, 0, .. new byte[64], .. directory];
    }

    /// <summary>Claims interlaced 16-bit RGBA, for which a decoder needs the whole image at once.</summary>
    private static byte[] Interlaced(int width, int height)
    {
        var plain = HandMade.Png(width, height, rows: 1);
        byte[] header = [.. plain[16..24], 16, 6, 0, 0, 1];
        return [.. plain[..8], .. PngContainer.Chunk("IHDR", header), .. plain[PngContainer.AfterHeader..]];
    }

    private static byte[] WithSegment(byte[] jpeg, byte marker, byte[] body)
    {
        var length = body.Length + 2;
        return [.. jpeg[..2], 0xFF, marker, (byte)(length >> 8), (byte)length, .. body, .. jpeg[2..]];
    }

    private static async Task<PreparedImage> PreparedAsync(ReadOnlyMemory<byte> file, PreparationTarget? target = null) =>
        await SampleImages.Pipeline.PrepareAsync(file, SampleImages.Limits, target ?? Target, SampleImages.Token) switch
        {
            Outcome<PreparedImage>.Ok(var prepared) => prepared,
            Outcome<PreparedImage>.Rejected(_, var reason) => throw new InvalidOperationException(reason),
            _ => throw new InvalidOperationException(),
        };

    private static ImageHeader Header(ReadOnlyMemory<byte> file) =>
        Assert.IsType<Outcome<ImageHeader>.Ok>(ImageInspector.Inspect(file.Span, SampleImages.Limits)).Value;

    private static (int Width, int Height) SizeOf(ReadOnlyMemory<byte> file) => (Header(file).Width, Header(file).Height);

    private static async Task<byte[]> RgbAsync(ReadOnlyMemory<byte> file) =>
        Assert.IsType<Outcome<byte[]>.Ok>(await SampleImages.Pipeline.DecodeRgbAsync(file, SampleImages.Limits, SampleImages.Token)).Value;
}

/// <summary>Photos of 200 megapixels, processed alone so that the memory of the process can be measured.</summary>
[Collection(nameof(MemoryTests))]
public sealed class LargePhotoTests
{
    private const int Width = 16_320;
    private const int Height = 12_240;
    private const long Allowed = 160L * 1024 * 1024;

    [Theory]
    [InlineData("jpegsave_buffer")]
    [InlineData("pngsave_buffer")]
    [InlineData("tiffsave_buffer")]
    public async Task A_photo_of_200_megapixels_is_reduced_in_a_fraction_of_its_memory(string saver)
    {
        var photo = Saved(saver);
        var target = new PreparationTarget { Formats = [ImageFormat.Jpeg], MaxBytes = 20_000_000, MaxEdge = 4096, MaxPixels = 4096L * 4096 };
        GC.Collect();
        // Resets the peak resident set size (proc(5)).
        await File.WriteAllTextAsync("/proc/self/clear_refs", "5", SampleImages.Token);
        var before = ProcessMemory.Resident();

        var prepared = Assert.IsType<Outcome<PreparedImage>.Ok>(await SampleImages.Pipeline.PrepareAsync(photo, SampleImages.Limits, target, SampleImages.Token)).Value;

        var used = ProcessMemory.Peak() - before;
        Assert.Equal((4096, 3072), (prepared.Width, prepared.Height));
        Assert.True(used < Allowed, $"{saver}: {used / 1024 / 1024} MB");
    }

    private static byte[] Saved(string saver)
    {
        Vips.EnsureStarted();
        using var black = VipsOperation.New("black").With("width", Width).With("height", Height).With("bands", 3).Image();
        using var colours = VipsOperation.New("copy").With("in", black).With("interpretation", Interpretation.Srgb).Image();
        var save = VipsOperation.New(saver).With("in", colours);
        return saver.StartsWith("tiff", StringComparison.Ordinal) ? save.With("compression", 5).Bytes() : save.Bytes();
    }
}
