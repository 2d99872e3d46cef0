using System.Text.Json;
using Darkroom.Providers;
using Darkroom.Providers.XAi;
using Xunit;

namespace Darkroom.Tests.Providers.XAi;

public sealed class XAiTests : ProviderBench
{
    private static readonly byte[] Image = TestImages.SmallPng(4);

    [Fact]
    public async Task Sends_aspect_ratio_and_resolution_and_reads_the_cost()
    {
        Server.On("/v1/images/generations", Scripts.Answer(200, ImagesScript.Whole(Image, "\"usage\":{\"cost_in_usd_ticks\":200000000}")));

        var outcome = await RunAsync(Create(), Asked with { Size = new PixelSize(2048, 2048), PartialImages = 0 });

        Assert.Equal((0.02m, null), (outcome.Final!.CostUsd, outcome.Final.Usage));
        Assert.Equal(
            """{"model":"grok-imagine-image","prompt":"a lighthouse","aspect_ratio":"1:1","resolution":"2k","response_format":"b64_json"}""",
            Server.Requests[0].Text);
    }

    [Theory]
    [InlineData(1, "image", JsonValueKind.Object)]
    [InlineData(2, "images", JsonValueKind.Array)]
    public async Task Sends_one_reference_and_several_in_different_fields(int references, string name, JsonValueKind kind)
    {
        Server.On("/v1/images/edits", Scripts.Answer(200, ImagesScript.Whole(Image)));
        var reference = Samples.Input(Image);

        await RunAsync(Create(), Asked with { PartialImages = 0, Images = [.. Enumerable.Repeat(reference, references)] });

        var sent = Server.Requests[0].Json.GetProperty(name);
        Assert.Equal(kind, sent.ValueKind);
        var first = kind is JsonValueKind.Array ? sent[0] : sent;
        Assert.Equal("image_url", first.GetProperty("type").GetString());
        Assert.Equal($"data:image/png;base64,{Convert.ToBase64String(Image)}", first.GetProperty("url").GetString());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("-5")]
    [InlineData("\"200000000\"")]
    [InlineData("{}")]
    public async Task An_invalid_cost_is_null(string ticks)
    {
        Server.On("/v1/images/generations", Scripts.Answer(200, ImagesScript.Whole(Image, $"\"usage\":{{\"cost_in_usd_ticks\":{ticks}}}")));

        Assert.Null((await RunAsync(Create(), Asked with { PartialImages = 0 })).Final!.CostUsd);
    }

    [Theory]
    [InlineData("""{"data":[{"url":"","respect_moderation":false}]}""")]
    [InlineData("""{"data":[{"b64_json":"","url":null,"respect_moderation":false}]}""")]
    [InlineData("""{"data":[],"respect_moderation":false}""")]
    public async Task A_withheld_image_is_a_moderation_failure_that_may_be_billed(string body)
    {
        Server.On("/v1/images/generations", Scripts.Answer(200, body));

        var failure = (await RunAsync(Create(), Asked with { PartialImages = 0 })).Failure;

        Assert.Equal((FailureCode.ModerationBlocked, "output"), (failure?.Code, failure?.Moderation?.Stage));
    }

    [Fact]
    public async Task A_blocked_key_fails_the_test()
    {
        Server.On("/v1/api-key", Scripts.Answer(200, """{"team_blocked":true}"""));

        Assert.Equal(FailureCode.Permission, Assert.IsType<ProviderTest.Failed>(await Create().TestAsync(Cancel)).Failure.Code);
    }

    private XAiProvider Create() => new(new ProviderOptions { BaseUrl = Server.BaseUrl, ApiKey = "xai-test" }, Parts());
}
