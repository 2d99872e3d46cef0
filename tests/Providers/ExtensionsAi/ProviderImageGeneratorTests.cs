#pragma warning disable MEAI001
using Darkroom.Painter;
using Darkroom.Providers;
using Darkroom.Providers.ExtensionsAi;
using Microsoft.Extensions.AI;

namespace Darkroom.Tests.Providers.ExtensionsAi;

/// <summary>Darkroom's providers for code written against Microsoft.Extensions.AI.</summary>
public sealed class ProviderImageGeneratorTests : ProviderBench
{
    [Fact]
    public async Task Makes_several_images_concurrently_from_consecutive_seeds()
    {
        using var generator = Painter();

        var response = await generator.GenerateAsync(new ImageGenerationRequest("misty mountains"), new ImageGenerationOptions
        {
            Count = 3,
            ImageSize = new System.Drawing.Size(256, 256),
            MediaType = "image/jpeg",
            AdditionalProperties = new() { ["seed"] = 5L },
        }, Cancel);

        var images = response.Contents.Cast<DataContent>().ToList();
        Assert.Equal([5L, 6L, 7L], images.Select(image => image.AdditionalProperties!["seed"]));
        Assert.All(images, image => Assert.Equal("image/jpeg", image.MediaType));
        Assert.Equal(3, images.Select(image => Convert.ToBase64String(image.Data.Span)).Distinct().Count());
    }

    [Fact]
    public async Task Rejects_an_unsupported_request_and_states_what_is_supported()
    {
        using var generator = Painter();

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync(
            new ImageGenerationRequest("x"), new ImageGenerationOptions { ImageSize = new System.Drawing.Size(1, 1) }, Cancel));
        Assert.Contains("edges from", refused.Message, StringComparison.Ordinal);

        await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync(
            new ImageGenerationRequest("x", [new DataContent(TestImages.SmallPng(4), "image/png")]), null, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync(new ImageGenerationRequest(" "), null, Cancel));
    }

    [Fact]
    public async Task Throws_a_failure_with_its_code()
    {
        Server.On("/v1/responses", Scripts.Answer(401, "{}"));
        using var generator = new ProviderImageGenerator(new Darkroom.Providers.OpenAi.OpenAiProvider(
            new Darkroom.Providers.OpenAi.OpenAiOptions { BaseUrl = Server.BaseUrl, ApiKey = "sk-bad" }, Parts()));

        var thrown = await Assert.ThrowsAsync<ImageGenerationException>(
            () => generator.GenerateAsync(new ImageGenerationRequest("x"), null, Cancel));
        Assert.Equal(FailureCode.Authentication, thrown.Failure.Code);
    }

    [Fact]
    public void Reports_its_metadata()
    {
        using var generator = Painter();

        Assert.Equal("Painter", (generator.GetService(typeof(ImageGeneratorMetadata)) as ImageGeneratorMetadata)?.ProviderName);
        Assert.IsType<PainterProvider>(generator.GetService(typeof(IImageProvider)));
        Assert.Same(generator, generator.GetService(typeof(IImageGenerator)));
        Assert.Null(generator.GetService(typeof(IImageProvider), "key"));
    }

    private ProviderImageGenerator Painter() =>
        new(new PainterProvider(new PainterOptions { Pace = 0 }, Parts().Pipeline, TimeProvider.System));
}
