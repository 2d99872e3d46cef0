namespace Darkroom.Tests.Providers.Gemini;

/// <summary>Replays what Google sent, over real HTTP.</summary>
public sealed class GeminiRecordingTests : ProviderBench
{
    [Fact]
    public async Task The_recorded_banana_comes_byte_for_byte_with_its_usage()
    {
        var outcome = await PlayAsync("a banana, with its real picture");

        Assert.Equal([0x89, 0x50, 0x4e, 0x47], outcome.Picture![..4]);
        Assert.True(outcome.Picture.Length > 500_000, $"{outcome.Picture.Length} bytes");
        Assert.StartsWith("gemini-2.5-flash-image", outcome.Final!.Model, StringComparison.Ordinal);
        Assert.True(outcome.Final.Usage!.OutputTokens > 1000, $"{outcome.Final.Usage}");
    }

    [Fact]
    public async Task The_recorded_signature_is_stepped_over()
    {
        var outcome = await PlayAsync("a picture with a thought's signature");

        Assert.Equal(GeminiReplays.Picture, outcome.Picture);
        Assert.Equal(("gemini-3-pro-image-preview", 1471L), (outcome.Final!.Model, outcome.Final.Usage!.TotalTokens));
    }

    [Theory]
    [InlineData("too many requests, and when to come back", 34.4)]
    [InlineData("no capacity left, and when to come back", 3.299376739)]
    public async Task The_recorded_wait_is_told(string what, double seconds)
    {
        var failure = (await PlayAsync(what)).Failure!;

        Assert.Equal(FailureCode.RateLimited, failure.Code);
        Assert.Equal(seconds, failure.RetryAfter!.Value.TotalSeconds, 3);
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_told_in_Googles_words()
    {
        var failure = (await PlayAsync("a model that is not there")).Failure!;

        Assert.Equal(FailureCode.InvalidRequest, failure.Code);
        Assert.Contains("is not found for API version v1beta", failure.Message, StringComparison.Ordinal);
    }

    private Task<Outcome> PlayAsync(string what) => GeminiReplays.All.Single(replay => replay.What == what).PlayAsync(this);
}
