using System.Collections.Immutable;
using Darkroom.Blobs;
using Darkroom.Generation;
using Darkroom.Imaging;
using Darkroom.Providers;
using Darkroom.Tests.Imaging;
using Darkroom.Tests.Server;

namespace Darkroom.Tests.Generation;

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
        { "gif", HandMade.Gif(4, 4, 1), "It is image/gif, which this provider does not take. Send image/png or" },
        { "animated gif", HandMade.Gif(4, 4, 3), "animation" },
        { "cut off", Photo[..^400], "damaged or incomplete" },
        { "head only", Photo[..40], "damaged or incomplete" },
        { "a hundred megapixels in a few bytes", HandMade.Png(10_000, 10_000, rows: 1), "50,000,000 pixels" },
        { "one long edge", HandMade.Png(60_000, 1, rows: 1), "16384" },
        { "too many bytes", [.. Photo, .. new byte[(20 * 1024 * 1024) + 1 - Photo.Length]], "at most 20,971,520 are accepted" },
    };

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Pictures_are_kept_as_they_came_and_described_by_their_bytes()
    {
        var stored = await _bench.ImageAsync(TestImages.NoisyPng(32, 32, seed: 9));

        var request = await KeptAsync(new() { Images = [new GivenImage.Sent(Photo), new GivenImage.Stored(stored.Id)], Mask = new GivenImage.Sent(Mask) });

        Assert.Equal(
            [
                new InputImage(BlobHash.Of(Photo), "image/png", new PixelSize(64, 48), Photo.Length, null),
                new InputImage(stored.BlobHash, "image/png", new PixelSize(32, 32), stored.Bytes, stored.Id),
                new InputImage(BlobHash.Of(Mask), "image/png", new PixelSize(64, 48), Mask.Length, null),
            ],
            request.Inputs.AsEnumerable());
        Assert.Equal((2, true, stored.Id), (request.Images!.Value.Length, request.Mask is not null, request.ParentId));
        var read = (await _bench.Inputs.ReadAsync(request, Token))!.Value;
        Assert.Equal(Photo, read.Images[0].Bytes.ToArray());
        Assert.Equal(Mask, read.Mask!.Bytes.ToArray());
    }

    [Theory]
    [MemberData(nameof(BadPictures))]
    public async Task A_bad_picture_is_refused_with_the_reason_and_nothing_is_kept(string what, byte[] bytes, string reason)
    {
        var before = _bench.Originals;
        foreach (var asked in new[]
        {
            new AskedGeneration { Images = [new GivenImage.Sent(bytes)] },
            new AskedGeneration { Images = [new GivenImage.Sent(Photo)], Mask = new GivenImage.Sent(bytes) },
        })
        {
            var problem = Assert.Single(await RefusedAsync(asked));
            Assert.Equal(asked.Mask is null ? "images" : "mask", problem.Field);
            Assert.True(problem.Message.Contains(reason, StringComparison.Ordinal), $"{what}: {problem.Message}");
        }

        Assert.Equal(before, _bench.Originals);
    }

    [Fact]
    public async Task Each_of_several_bad_pictures_is_named_by_its_number()
    {
        var problems = await RefusedAsync(new()
        {
            Images = [new GivenImage.Sent("x"u8.ToArray()), new GivenImage.Sent(Photo), new GivenImage.Unreadable("It is nothing."), new GivenImage.Stored(new string('0', 32))],
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
            var problem = Assert.Single(await RefusedAsync(new() { Images = [new GivenImage.Sent(Photo)], Mask = new GivenImage.Sent(mask) }));
            Assert.Equal("mask", problem.Field);
            return problem.Message;
        }
    }

    [Fact]
    public async Task Pictures_that_are_too_large_together_are_refused_before_all_are_read()
    {
        byte[] large = [.. Photo, .. new byte[12 * 1024 * 1024]];
        var given = new GivenImage.Sent(large);

        var problem = Assert.Single(await RefusedAsync(new() { Images = [given, given, given, new GivenImage.Sent("not even looked at"u8.ToArray())] }));

        Assert.Contains("all pictures of one request may have 33,554,432 bytes", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_of_the_gallery_has_to_fit_the_provider_and_to_be_there()
    {
        var image = await _bench.ImageAsync(Photo);
        var asked = new AskedGeneration { Images = [new GivenImage.Stored(image.Id)] };

        Assert.Contains("at most 100 are accepted", Assert.Single(await RefusedAsync(asked, Rule with { MaxBytes = 100 })).Message, StringComparison.Ordinal);
        Assert.Contains("It is image/png", Assert.Single(await RefusedAsync(asked, Rule with { Mimes = ["image/jpeg"] })).Message, StringComparison.Ordinal);
        _bench.DeleteOriginals();
        Assert.Contains("is missing or damaged", Assert.Single(await RefusedAsync(asked)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_that_is_gone_or_cut_off_is_not_read_half()
    {
        var request = await KeptAsync(new() { Images = [new GivenImage.Sent(Photo)] });
        _bench.DeleteOriginals();

        Assert.Null(await _bench.Inputs.ReadAsync(request, Token));
        Assert.NotNull(await _bench.Inputs.ReadAsync(Samples.Request(), Token));
    }

    private async Task<GenerationRequest> KeptAsync(AskedGeneration asked)
    {
        var (request, problems) = await _bench.Inputs.KeepAsync(asked, Samples.Request(), Rule, Token);
        Assert.Empty(problems);
        return request!;
    }

    private async Task<ImmutableArray<FieldProblem>> RefusedAsync(AskedGeneration asked, EditRule? rule = null)
    {
        var (request, problems) = await _bench.Inputs.KeepAsync(asked, Samples.Request(), rule ?? Rule, Token);
        Assert.Null(request);
        return problems;
    }
}
