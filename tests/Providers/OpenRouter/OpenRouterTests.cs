using Darkroom.Providers;
using Darkroom.Providers.OpenRouter;
using Xunit;

namespace Darkroom.Tests.Providers.OpenRouter;

public sealed class OpenRouterTests : ProviderBench
{
    private const string Path = "/v1/images";
    private static readonly byte[] Image = TestImages.SmallPng(4);

    [Theory]
    [InlineData(1024, 1024, "1:1", null)]
    [InlineData(2688, 1536, "16:9", "2K")]
    [InlineData(4096, 4096, "1:1", "4K")]
    public async Task Sends_the_size_as_an_aspect_ratio_and_a_resolution(int width, int height, string ratio, string? resolution)
    {
        Server.On(Path, Scripts.Answer(200, ImagesScript.Whole(Image)));
        var provider = Create();
        Assert.True(provider.CapabilitiesOf(null).Sizes.Allows(new PixelSize(width, height)));

        await RunAsync(provider, Asked with { Size = new PixelSize(width, height), PartialImages = 0 });

        var sent = Server.Requests[0].Json;
        Assert.Equal(ratio, sent.GetProperty("aspect_ratio").GetString());
        Assert.Equal(resolution, sent.TryGetProperty("resolution", out var asked) ? asked.GetString() : null);
        Assert.False(sent.TryGetProperty("stream", out _));
    }

    [Fact]
    public void Omits_only_the_lowest_resolution()
    {
        var sizes = (SizeRule.OneOf)Create(null).CapabilitiesOf(null).Sizes;

        Assert.Equal(new PixelSize(1344, 768), sizes.Closest(new PixelSize(16, 9)));
        Assert.Equal(new PixelSize(1024, 1024), sizes.Closest(new PixelSize(1, 1)));
        Assert.Equal(sizes.Sizes.Length, sizes.Sizes.Distinct().Count());
    }

    [Fact]
    public async Task The_stream_ends_in_the_image_and_its_cost()
    {
        Server.On(Path, exchange =>
        {
            exchange.Response.ContentType = "text/event-stream";
            var completed = ImagesScript.Completed(Image).Replace(ImagesScript.Usage, """{"prompt_tokens":5,"completion_tokens":1537,"total_tokens":1542,"cost":0.0342}""", StringComparison.Ordinal);
            return exchange.WriteAsync($": OPENROUTER PROCESSING\n\ndata: {ImagesScript.Partial(0, Image)}\n\ndata: {completed}\n\ndata: [DONE]\n\n");
        });

        var outcome = await RunAsync(Create("openai/gpt-image-2"));

        Assert.Equal((1, 0.0342m, new TokenUsage(5, 1537, 1542)), (outcome.Partials.Count, outcome.Final!.CostUsd, outcome.Final.Usage));
        Assert.Equal(
            """{"model":"openai/gpt-image-2","prompt":"a lighthouse","size":"1024x1024","stream":true}""", Server.Requests[0].Text);
    }

    [Theory]
    [InlineData("""{"type":"error","error":{"code":402,"message":"Insufficient credits"}}""", FailureCode.Quota)]
    [InlineData("""{"type":"error","error":{"code":502,"message":"Provider returned error"}}""", FailureCode.Unavailable)]
    [InlineData("""{"type":"error","error":{"code":"server_error","message":"Lost"}}""", FailureCode.BadOutput)]
    public async Task Classifies_an_error_in_the_stream_by_its_status(string data, FailureCode expected)
    {
        Server.On(Path, ImagesScript.Events(data, "[DONE]"));

        Assert.Equal(expected, (await RunAsync(Create("openai/gpt-image-2"))).Failure?.Code);
    }

    [Theory]
    [InlineData("""{\"error\":{\"message\":\"Size is too large.\",\"code\":\"invalid_api_key\"}}""", FailureCode.InvalidRequest, "Size is too large.")]
    [InlineData("""{\"error\":{\"message\":\"No.\",\"code\":\"moderation_blocked\"}}""", FailureCode.ModerationBlocked, "OpenRouter's safety system blocked this image.")]
    [InlineData("Size is too large.", FailureCode.InvalidRequest, "Size is too large.")]
    [InlineData("", FailureCode.InvalidRequest, "Provider returned error")]
    public async Task Reports_the_message_of_the_vendor(string raw, FailureCode expected, string message)
    {
        Server.On(Path, Scripts.Answer(
            400, $$$$"""{"error":{"code":400,"message":"Provider returned error","metadata":{"raw":"{{{{raw}}}}","provider_name":"X"}}}"""));

        var failure = (await RunAsync(Create(), Asked with { PartialImages = 0 })).Failure!;

        Assert.Equal((expected, message), (failure.Code, failure.Message));
    }

    [Fact]
    public async Task Ignores_whitespace_before_the_response()
    {
        Server.On(Path, Scripts.Answer(200, $"\n   \n      \n{ImagesScript.Whole(Image)}"));

        Assert.Equal(Image, (await RunAsync(Create(), Asked with { PartialImages = 0 })).Image);
    }

    [Fact]
    public async Task An_exhausted_key_fails_the_test()
    {
        Server.On("/v1/key", Scripts.Answer(200, """{"data":{"limit":5,"limit_remaining":0}}"""), Scripts.Answer(200, """{"data":{"limit_remaining":3.5}}"""));

        Assert.Equal(FailureCode.Quota, Assert.IsType<ProviderTest.Failed>(await Create().TestAsync(Cancel)).Failure.Code);
        Assert.Equal("The key is valid and has $3.50 left.", Assert.IsType<ProviderTest.Passed>(await Create().TestAsync(Cancel)).Message);
    }

    private OpenRouterProvider Create(string? model = null) =>
        new(new ProviderOptions { BaseUrl = Server.BaseUrl, ApiKey = "sk-or-test", Model = model }, Parts());
}
