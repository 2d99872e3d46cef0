namespace Darkroom.Tests.Providers.Gemini;

/// <summary>Replays what Google sent, over real HTTP.</summary>
public sealed class GeminiRecordingTests : ProviderBench
{
    [Fact]
    public async Task Reads_the_recorded_image_byte_for_byte_with_its_usage()
    {
        var outcome = await PlayAsync("a banana, with its real image");

        Assert.Equal([0x89, 0x50, 0x4e, 0x47], outcome.Image![..4]);
        Assert.True(outcome.Image.Length > 500_000, $"{outcome.Image.Length} bytes");
        Assert.StartsWith("gemini-2.5-flash-image", outcome.Final!.Model, StringComparison.Ordinal);
        Assert.True(outcome.Final.Usage!.OutputTokens > 1000, $"{outcome.Final.Usage}");
    }

    [Fact]
    public async Task Skips_the_recorded_signature()
    {
        var outcome = await PlayAsync("an image with a thought's signature");

        Assert.Equal(GeminiReplays.Image, outcome.Image);
        Assert.Equal(("gemini-3-pro-image-preview", 1471L), (outcome.Final!.Model, outcome.Final.Usage!.TotalTokens));
    }

    [Theory]
    [InlineData("too many requests, and when to come back", 34.4)]
    [InlineData("no capacity left, and when to come back", 3.299376739)]
    public async Task Reports_the_recorded_delay(string what, double seconds)
    {
        var failure = (await PlayAsync(what)).Failure!;

        Assert.Equal(FailureCode.RateLimited, failure.Code);
        Assert.Equal(seconds, failure.RetryAfter!.Value.TotalSeconds, 3);
    }

    [Fact]
    public async Task Reports_an_unknown_model_in_the_words_of_Google()
    {
        var failure = (await PlayAsync("a model that is not there")).Failure!;

        Assert.Equal(FailureCode.InvalidRequest, failure.Code);
        Assert.Contains("is not found for API version v1beta", failure.Message, StringComparison.Ordinal);
    }

    private Task<Outcome> PlayAsync(string what) => GeminiReplays.All.Single(replay => replay.What == what).PlayAsync(this);
}
