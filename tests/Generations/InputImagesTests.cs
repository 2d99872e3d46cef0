using System.Collections.Immutable;
using Darkroom.Generations;
using Darkroom.Imaging;
using Darkroom.Providers;
using Darkroom.Storage;
using Darkroom.Tests.Imaging;

namespace Darkroom.Tests.Generations;

public sealed class InputImagesTests : IDisposable
{
    private static readonly EditRule Rule = new(4, Mask: true);
    private static readonly byte[] Photo = TestImages.NoisyPng(64, 48, seed: 3, bytesAbout: 2000);
    private static readonly byte[] Mask = SampleImages.WithAlpha("pngsave_buffer", 64, 48);
    private readonly RunBench _bench = new(n: 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, byte[], string> InvalidImages => new()
    {
        { "empty", [], "is empty" },
        { "text", "hello"u8.ToArray(), "is not a PNG, JPEG" },
        { "svg", "<svg xmlns='http://www.w3.org/2000/svg' width='4' height='4'/>"u8.ToArray(), "is not a PNG, JPEG" },
        { "svg with a comment", "<?xml version='1.0'?><!-- \x89PNG --><svg/>"u8.ToArray(), "is not a PNG, JPEG" },
        { "heic", [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0, .. "mif1heic"u8], "AVIF, TIFF or GIF image: it is HEIC, which is not supported." },
        { "animated gif", HandMade.Gif(4, 4, 3), "animation" },
        { "cut off", Photo[..^400], "damaged or incomplete" },
        { "head only", Photo[..40], "damaged or incomplete" },
        { "hundreds of megapixels in a few bytes", HandMade.Png(20_000, 20_000, rows: 1), "200,000,000 pixels" },
        { "one long edge", HandMade.Png(70_000, 1, rows: 1), "65500" },
        { "too many bytes", [.. Photo, .. new byte[(64 * 1024 * 1024) + 1 - Photo.Length]], "at most 67,108,864 are accepted" },
    };

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Images_are_stored_unchanged_and_described_by_their_bytes()
    {
        var stored = await _bench.ImageAsync(TestImages.NoisyPng(32, 32, seed: 9));

        var request = await StoredAsync(new() { Images = [new ImageReference.Inline(Photo), new ImageReference.Stored(stored.Id)], Mask = new ImageReference.Inline(Mask) });

        Assert.Equal(
            [
                new InputImage(ContentHash.Compute(Photo), "image/png", new PixelSize(64, 48), Photo.Length, null),
                new InputImage(stored.BlobHash, "image/png", new PixelSize(32, 32), stored.Bytes, stored.Id),
                new InputImage(ContentHash.Compute(Mask), "image/png", new PixelSize(64, 48), Mask.Length, null),
            ],
            request.Inputs.AsEnumerable());
        Assert.Equal((2, true, stored.Id), (request.Images!.Value.Length, request.Mask is not null, request.ParentId));
        var read = await SentAsync(request, Rule);
        Assert.Equal(Photo, read.Images[0].Bytes.ToArray());
        Assert.Equal((new PixelSize(64, 48), "image/png"), (read.Mask!.Size, read.Mask.Mime));
        Assert.Equal(read.Mask.Size, HeaderSize(read.Mask));
    }

    [Fact]
    public async Task Sent_images_and_masks_are_upright_and_reduced_and_originals_are_unchanged()
    {
        var photo = HandMade.WithOrientation(await SampleImages.Encode(ImageFormat.Jpeg, 1200, 800), 6);
        var mask = SampleImages.WithAlpha("pngsave_buffer", 400, 600, x => (byte)(x < 200 ? 0 : 255));
        var rule = Rule with { MaxEdge = 300 };

        var request = await StoredAsync(new() { Images = [new ImageReference.Inline(photo)], Mask = new ImageReference.Inline(mask) }, rule);
        var (images, cut) = await SentAsync(request, rule);

        Assert.Equal((new PixelSize(800, 1200), "image/jpeg", ContentHash.Compute(photo)), (request.Inputs[0].Size, request.Inputs[0].Mime, request.Inputs[0].Hash));
        Assert.Equal((new PixelSize(200, 300), "image/png"), (images[0].Size, images[0].Mime));
        Assert.Equal((new PixelSize(200, 300), "image/png"), (cut!.Size, cut.Mime));
        Assert.Equal((images[0].Size, images[0].Size), (HeaderSize(images[0]), HeaderSize(cut)));
        // Half of it is still transparent: scaling keeps the transparency.
        var seen = Assert.IsType<Outcome<Darkroom.Imaging.Drawing.Logo>.Ok>(Darkroom.Imaging.Drawing.Logo.Read(cut!.Bytes)).Value;
        Assert.InRange(seen.AspectRatio, 0.32, 0.35);
    }

    [Fact]
    public async Task Images_that_are_too_large_together_are_reduced_for_the_call()
    {
        // 16 images are 43 MB as PNG, which does not compress noise.
        var photo = new ImageReference.Inline(TestImages.NoisyPng(1000, 900, seed: 5, bytesAbout: 2_690_000));
        var request = await StoredAsync(new() { Images = [.. Enumerable.Repeat(photo, 16)] });

        var (images, _) = await SentAsync(request, Rule);

        Assert.Equal(16, images.Length);
        Assert.InRange(images.Sum(image => (long)image.Bytes.Length), 1, InputImages.MaxSentBytes);
    }

    [Theory]
    [MemberData(nameof(InvalidImages))]
    public async Task An_invalid_image_is_rejected_with_the_reason_and_nothing_is_stored(string what, byte[] bytes, string reason)
    {
        var before = _bench.Originals.Length;
        foreach (var request in new[]
        {
            new StartRequest { Images = [new ImageReference.Inline(bytes)] },
            new StartRequest { Images = [new ImageReference.Inline(Photo)], Mask = new ImageReference.Inline(bytes) },
        })
        {
            var problem = Assert.Single(await RejectedAsync(request));
            Assert.Equal(request.Mask is null ? "images" : "mask", problem.Field);
            Assert.True(problem.Message.Contains(reason, StringComparison.Ordinal), $"{what}: {problem.Message}");
        }

        Assert.Equal(before, _bench.Originals.Length);
    }

    [Fact]
    public async Task Each_of_several_invalid_images_is_named_by_its_number()
    {
        var problems = await RejectedAsync(new()
        {
            Images = [new ImageReference.Inline("x"u8.ToArray()), new ImageReference.Inline(Photo), new ImageReference.Unreadable("It is nothing."), new ImageReference.Stored(new string('0', 32))],
        });

        Assert.Equal(3, problems.Length);
        Assert.StartsWith("Image 1: This is not", problems[0].Message, StringComparison.Ordinal);
        Assert.Equal("Image 3: It is nothing.", problems[1].Message);
        Assert.StartsWith("Image 4: There is no image 0000", problems[2].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mask_is_a_transparent_PNG_of_the_first_images_size()
    {
        Assert.Contains("has no transparency", await WithMaskAsync(TestImages.NoisyPng(64, 48)), StringComparison.Ordinal);
        Assert.Contains("It is image/webp. Send a PNG", await WithMaskAsync(SampleImages.WithAlpha("webpsave_buffer", 64, 48)), StringComparison.Ordinal);
        Assert.Contains("It is 48x64, but the first image is 64x48", await WithMaskAsync(SampleImages.WithAlpha("pngsave_buffer", 48, 64)), StringComparison.Ordinal);

        async Task<string> WithMaskAsync(byte[] mask)
        {
            var problem = Assert.Single(await RejectedAsync(new() { Images = [new ImageReference.Inline(Photo)], Mask = new ImageReference.Inline(mask) }));
            Assert.Equal("mask", problem.Field);
            return problem.Message;
        }
    }

    [Fact]
    public async Task Images_that_are_too_large_together_are_rejected_before_all_are_read()
    {
        byte[] large = [.. Photo, .. new byte[40 * 1024 * 1024]];
        var given = new ImageReference.Inline(large);

        var problem = Assert.Single(await RejectedAsync(new() { Images = [given, given, given, new ImageReference.Inline("not read"u8.ToArray())] }));

        Assert.Contains("one request may have 100,663,296 bytes of them", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gallery_image_is_converted_for_the_provider_and_must_exist()
    {
        var image = await _bench.ImageAsync(Photo);
        var request = new StartRequest { Images = [new ImageReference.Stored(image.Id)] };
        var rule = Rule with { Mimes = ["image/jpeg"], MaxBytes = 2000 };

        var (images, _) = await SentAsync(await StoredAsync(request, rule), rule);

        Assert.Equal("image/jpeg", images[0].Mime);
        Assert.InRange(images[0].Bytes.Length, 1, 2000);
        _bench.DeleteOriginals();
        Assert.Contains("is missing or damaged", Assert.Single(await RejectedAsync(request)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_or_truncated_image_is_not_read()
    {
        var request = await StoredAsync(new() { Images = [new ImageReference.Inline(Photo)] });
        _bench.DeleteOriginals();

        Assert.Null(await _bench.Inputs.ReadAsync(request, Rule, Token));
        Assert.NotNull(await _bench.Inputs.ReadAsync(Samples.Request(), Rule, Token));
    }

    private async Task<GenerationRequest> StoredAsync(StartRequest start, EditRule? rule = null)
    {
        var (request, problems) = await _bench.Inputs.StoreAsync(start, Samples.Request(), rule ?? Rule, Token);
        Assert.Empty(problems);
        return request!;
    }

    private async Task<(ImmutableArray<InputImage> Images, InputImage? Mask)> SentAsync(GenerationRequest request, EditRule rule)
    {
        var sent = await _bench.Inputs.ReadAsync(request, rule, Token);
        return (sent!.Images!.Value, sent.Mask);
    }

    private static PixelSize HeaderSize(InputImage image)
    {
        var header = Assert.IsType<Outcome<ImageHeader>.Ok>(ImageInspector.Inspect(image.Bytes.Span, SampleImages.Limits)).Value;
        return new PixelSize(header.Width, header.Height);
    }

    private async Task<ImmutableArray<ValidationError>> RejectedAsync(StartRequest start, EditRule? rule = null)
    {
        var (request, problems) = await _bench.Inputs.StoreAsync(start, Samples.Request(), rule ?? Rule, Token);
        Assert.Null(request);
        return problems;
    }
}
