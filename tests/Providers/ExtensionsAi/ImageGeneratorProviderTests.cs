#pragma warning disable MEAI001
using Darkroom.Providers;
using Darkroom.Providers.ExtensionsAi;
using Microsoft.Extensions.AI;

namespace Darkroom.Tests.Providers.ExtensionsAi;

/// <summary>Any generator of Microsoft.Extensions.AI as a provider.</summary>
public sealed class ImageGeneratorProviderTests : ProviderBench
{
    private static readonly byte[] Image = TestImages.SmallPng(4);

    [Fact]
    public async Task Yields_the_image_of_the_generator_byte_for_byte()
    {
        var generator = new Generator(_ => new ImageGenerationResponse([new DataContent(Image, "image/png")])
        {
            Usage = new UsageDetails { InputTokenCount = 3, OutputTokenCount = 40, TotalTokenCount = 43 },
        });

        var outcome = await RunAsync(Provider(generator), Asked with { Seed = 7, Quality = "high", NegativePrompt = "fog" });

        Assert.Equal(Image, outcome.Image);
        Assert.Equal(new TokenUsage(3, 40, 43), outcome.Final?.Usage);
        Assert.Equal("a lighthouse", generator.Request?.Prompt);
        Assert.Equal((1, new System.Drawing.Size(1024, 1024)), (generator.Options?.Count, generator.Options?.ImageSize));
        Assert.Equal([("quality", "high"), ("seed", 7L), ("negative_prompt", "fog")],
            generator.Options!.AdditionalProperties!.Select(pair => (pair.Key, pair.Value!)));
    }

    [Fact]
    public async Task Downloads_an_image_given_as_a_url()
    {
        Server.On("/image.png", Scripts.Bytes(Image, "image/png"));
        var generator = new Generator(_ => new ImageGenerationResponse([new UriContent(new Uri(Server.Address, "image.png"), "image/png")]))
        {
            Address = Server.Address,
        };

        Assert.Equal(Image, (await RunAsync(Provider(generator))).Image);
    }

    [Fact]
    public async Task Passes_references_as_original_images()
    {
        var generator = new Generator(_ => new ImageGenerationResponse([new DataContent(Image, "image/png")]));
        var reference = Samples.Input(TestImages.SmallPng(5), 5);

        await RunAsync(Provider(generator), Asked with { Images = [reference] });

        var sent = Assert.IsType<DataContent>(Assert.Single(generator.Request!.OriginalImages!));
        Assert.Equal(reference.Bytes.ToArray(), sent.Data.ToArray());
    }

    public static TheoryData<Exception, FailureCode> Thrown => new()
    {
        { new HttpRequestException("401", null, System.Net.HttpStatusCode.Unauthorized), FailureCode.Authentication },
        { new HttpRequestException(HttpRequestError.ConnectionError), FailureCode.Unavailable },
        { new NotSupportedException("no masks"), FailureCode.InvalidRequest },
        { new SdkException(429), FailureCode.RateLimited },
        { new SdkException(500), FailureCode.Unavailable },
        { new InvalidOperationException("sk-abcdefgh1234 broke"), FailureCode.BadOutput },
    };

    [Theory]
    [MemberData(nameof(Thrown))]
    public async Task Classifies_exceptions_of_the_generator_without_secrets(Exception thrown, FailureCode expected)
    {
        var outcome = await RunAsync(Provider(new Generator(_ => throw thrown)));

        Assert.Equal(expected, outcome.Failure?.Code);
        Assert.DoesNotContain("sk-", outcome.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_image_is_bad_output() =>
        Assert.Equal(FailureCode.BadOutput, (await RunAsync(Provider(new Generator(_ => new ImageGenerationResponse([]))))).Failure?.Code);

    [Fact]
    public async Task Cancellation_throws()
    {
        using var caller = new CancellationTokenSource();
        var provider = Provider(new Generator(_ =>
        {
            caller.Cancel();
            throw new OperationCanceledException();
        }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(provider, cancel: caller.Token));
    }

    private ImageGeneratorProvider Provider(IImageGenerator generator) => new(
        "mine",
        new ProviderDescription("Mine", "Mine.", Paid: true),
        generator,
        new ProviderCapabilities { Sizes = new SizeRule.OneOf([new PixelSize(1024, 1024)]), Edits = new EditRule(1, Mask: false) },
        new ProviderLimits(1, null, TimeSpan.FromMinutes(1)),
        Parts());

    private sealed class Generator(Func<ImageGenerationRequest, ImageGenerationResponse> make) : IImageGenerator
    {
        /// <summary>The service's URL; null if it is not reported.</summary>
        public Uri? Address { get; init; }

        public ImageGenerationRequest? Request { get; private set; }

        public ImageGenerationOptions? Options { get; private set; }

        public async Task<ImageGenerationResponse> GenerateAsync(
            ImageGenerationRequest request, ImageGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            (Request, Options) = (request, options);
            await Task.Yield();
            return make(request);
        }

        public object? GetService(Type serviceType, object? serviceKey = null) =>
            Address is not null && serviceType == typeof(ImageGeneratorMetadata) ? new ImageGeneratorMetadata("test", Address) : null;

        public void Dispose()
        {
        }
    }

    /// <summary>An exception like those of SDKs.</summary>
    private sealed class SdkException(int status) : Exception("refused")
    {
        public int Status => status;
    }
}
