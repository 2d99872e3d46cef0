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
    private static readonly byte[] Mask = Pictures.WithAlpha("pngsave_buffer", 64, 48);
    private readonly RunBench _bench = new(n: 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, byte[], string> BadPictures => new()
    {
        { "empty", [], "is empty" },
        { "text", "hello"u8.ToArray(), "is not a PNG, JPEG" },
        { "svg", "<svg xmlns='http://www.w3.org/2000/svg' width='4' height='4'/>"u8.ToArray(), "is not a PNG, JPEG" },
        { "svg with a comment", "<?xml version='1.0'?><!-- \x89PNG --><svg/>"u8.ToArray(), "is not a PNG, JPEG" },
        { "heic", [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0, .. "mif1heic"u8], "AVIF, TIFF or GIF picture: it is HEIC, which cannot be read." },
        { "animated gif", HandMade.Gif(4, 4, 3), "animation" },
        { "cut off", Photo[..^400], "damaged or incomplete" },
        { "head only", Photo[..40], "damaged or incomplete" },
        { "hundreds of megapixels in a few bytes", HandMade.Png(20_000, 20_000, rows: 1), "200,000,000 pixels" },
        { "one long edge", HandMade.Png(70_000, 1, rows: 1), "65500" },
        { "too many bytes", [.. Photo, .. new byte[(64 * 1024 * 1024) + 1 - Photo.Length]], "at most 67,108,864 are accepted" },
    };

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Images_are_kept_as_they_came_and_described_by_their_bytes()
    {
        var stored = await _bench.ImageAsync(TestImages.NoisyPng(32, 32, seed: 9));

        var request = await KeptAsync(new() { Images = [new ImageReference.Inline(Photo), new ImageReference.Stored(stored.Id)], Mask = new ImageReference.Inline(Mask) });

        Assert.Equal(
            [
                new InputImage(ContentHash.Compute(Photo), "image/png", new PixelSize(64, 48), Photo.Length, null),
                new InputImage(stored.BlobHash, "image/png", new PixelSize(32, 32), stored.Bytes, stored.Id),
                new InputImage(ContentHash.Compute(Mask), "image/png", new PixelSize(64, 48), Mask.Length, null),
            ],
            request.Inputs.AsEnumerable());
        Assert.Equal((2, true, stored.Id), (request.Images!.Value.Length, request.Mask is not null, request.ParentId));
        var read = (await _bench.Inputs.ReadAsync(request, Rule, Token))!.Value;
        Assert.Equal(Photo, read.Images[0].Bytes.ToArray());
        Assert.Equal((new PixelSize(64, 48), "image/png"), (read.Mask!.Size, read.Mask.Mime));
        Assert.Equal(read.Mask.Size, HeaderSize(read.Mask));
    }

    [Fact]
    public async Task What_is_sent_is_upright_and_reduced_the_mask_is_like_it_and_the_original_stays()
    {
        var photo = HandMade.WithOrientation(await Pictures.Encode(ImageFormat.Jpeg, 1200, 800), 6);
        var mask = Pictures.WithAlpha("pngsave_buffer", 400, 600, x => (byte)(x < 200 ? 0 : 255));
        var rule = Rule with { MaxEdge = 300 };

        var request = await KeptAsync(new() { Images = [new ImageReference.Inline(photo)], Mask = new ImageReference.Inline(mask) }, rule);
        var (images, cut) = (await _bench.Inputs.ReadAsync(request, rule, Token))!.Value;

        Assert.Equal((new PixelSize(800, 1200), "image/jpeg", ContentHash.Compute(photo)), (request.Inputs[0].Size, request.Inputs[0].Mime, request.Inputs[0].Hash));
        Assert.Equal((new PixelSize(200, 300), "image/png"), (images[0].Size, images[0].Mime));
        Assert.Equal((new PixelSize(200, 300), "image/png"), (cut!.Size, cut.Mime));
        Assert.Equal((images[0].Size, images[0].Size), (HeaderSize(images[0]), HeaderSize(cut)));
        // Half of it may change still: the scaling keeps what is transparent.
        var seen = Assert.IsType<Outcome<Darkroom.Imaging.Drawing.Logo>.Ok>(Darkroom.Imaging.Drawing.Logo.Read(cut.Bytes)).Value;
        Assert.InRange(seen.Ratio, 0.32, 0.35);
    }

    [Fact]
    public async Task Images_that_are_too_much_together_are_made_smaller_for_the_call()
    {
        // 16 of them are 43 MB as PNG, which does not compress noise.
        var photo = new ImageReference.Inline(TestImages.NoisyPng(1000, 900, seed: 5, bytesAbout: 2_690_000));
        var request = await KeptAsync(new() { Images = [.. Enumerable.Repeat(photo, 16)] });

        var (images, _) = (await _bench.Inputs.ReadAsync(request, Rule, Token))!.Value;

        Assert.Equal(16, images.Length);
        Assert.InRange(images.Sum(image => (long)image.Bytes.Length), 1, InputImages.MaxSentBytes);
    }

    [Theory]
    [MemberData(nameof(BadPictures))]
    public async Task A_bad_picture_is_refused_with_the_reason_and_nothing_is_kept(string what, byte[] bytes, string reason)
    {
        var before = _bench.Originals.Length;
        foreach (var asked in new[]
        {
            new AskedGeneration { Images = [new ImageReference.Inline(bytes)] },
            new AskedGeneration { Images = [new ImageReference.Inline(Photo)], Mask = new ImageReference.Inline(bytes) },
        })
        {
            var problem = Assert.Single(await RefusedAsync(asked));
            Assert.Equal(asked.Mask is null ? "images" : "mask", problem.Field);
            Assert.True(problem.Message.Contains(reason, StringComparison.Ordinal), $"{what}: {problem.Message}");
        }

        Assert.Equal(before, _bench.Originals.Length);
    }

    [Fact]
    public async Task Each_of_several_bad_pictures_is_named_by_its_number()
    {
        var problems = await RefusedAsync(new()
        {
            Images = [new ImageReference.Inline("x"u8.ToArray()), new ImageReference.Inline(Photo), new ImageReference.Unreadable("It is nothing."), new ImageReference.Stored(new string('0', 32))],
        });

        Assert.Equal(3, problems.Length);
        Assert.StartsWith("Picture 1: This is not", problems[0].Message, StringComparison.Ordinal);
        Assert.Equal("Picture 3: It is nothing.", problems[1].Message);
        Assert.StartsWith("Picture 4: There is no image 0000", problems[2].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mask_is_a_transparent_PNG_of_the_first_pictures_size()
    {
        Assert.Contains("has no transparency", await WithMaskAsync(TestImages.NoisyPng(64, 48)), StringComparison.Ordinal);
        Assert.Contains("It is image/webp. Send a PNG", await WithMaskAsync(Pictures.WithAlpha("webpsave_buffer", 64, 48)), StringComparison.Ordinal);
        Assert.Contains("It is 48x64, but the first picture is 64x48", await WithMaskAsync(Pictures.WithAlpha("pngsave_buffer", 48, 64)), StringComparison.Ordinal);

        async Task<string> WithMaskAsync(byte[] mask)
        {
            var problem = Assert.Single(await RefusedAsync(new() { Images = [new ImageReference.Inline(Photo)], Mask = new ImageReference.Inline(mask) }));
            Assert.Equal("mask", problem.Field);
            return problem.Message;
        }
    }

    [Fact]
    public async Task Pictures_that_are_too_large_together_are_refused_before_all_are_read()
    {
        byte[] large = [.. Photo, .. new byte[40 * 1024 * 1024]];
        var given = new ImageReference.Inline(large);

        var problem = Assert.Single(await RefusedAsync(new() { Images = [given, given, given, new ImageReference.Inline("not even looked at"u8.ToArray())] }));

        Assert.Contains("all pictures of one request may have 100,663,296 bytes", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_of_the_gallery_is_converted_to_what_the_provider_takes_and_has_to_be_there()
    {
        var image = await _bench.ImageAsync(Photo);
        var asked = new AskedGeneration { Images = [new ImageReference.Stored(image.Id)] };
        var rule = Rule with { Mimes = ["image/jpeg"], MaxBytes = 2000 };

        var (images, _) = (await _bench.Inputs.ReadAsync(await KeptAsync(asked, rule), rule, Token))!.Value;

        Assert.Equal("image/jpeg", images[0].Mime);
        Assert.InRange(images[0].Bytes.Length, 1, 2000);
        _bench.DeleteOriginals();
        Assert.Contains("is missing or damaged", Assert.Single(await RefusedAsync(asked)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_that_is_gone_or_cut_off_is_not_read_half()
    {
        var request = await KeptAsync(new() { Images = [new ImageReference.Inline(Photo)] });
        _bench.DeleteOriginals();

        Assert.Null(await _bench.Inputs.ReadAsync(request, Rule, Token));
        Assert.NotNull(await _bench.Inputs.ReadAsync(Samples.Request(), Rule, Token));
    }

    private async Task<GenerationRequest> KeptAsync(AskedGeneration asked, EditRule? rule = null)
    {
        var (request, problems) = await _bench.Inputs.StoreAsync(asked, Samples.Request(), rule ?? Rule, Token);
        Assert.Empty(problems);
        return request!;
    }

    private static PixelSize HeaderSize(ReferenceImage image)
    {
        var header = Assert.IsType<Outcome<ImageHeader>.Ok>(ImageInspector.Inspect(image.Bytes.Span, Pictures.Limits)).Value;
        return new PixelSize(header.Width, header.Height);
    }

    private async Task<ImmutableArray<ValidationError>> RefusedAsync(AskedGeneration asked, EditRule? rule = null)
    {
        var (request, problems) = await _bench.Inputs.StoreAsync(asked, Samples.Request(), rule ?? Rule, Token);
        Assert.Null(request);
        return problems;
    }
}
