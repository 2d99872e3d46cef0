namespace Darkroom.Tests.Providers.Replicate;

/// <summary>Replays recorded responses of Replicate over real HTTP.</summary>
public sealed class ReplicateRecordingTests : ProviderBench
{
    [Theory]
    [InlineData("flux-dev, waited for", "black-forest-labs/flux-dev", null)]
    [InlineData("flux-schnell, waited for", "black-forest-labs/flux-schnell", null)]
    [InlineData("Stable Diffusion 3.5, waited for", "stability-ai/stable-diffusion-3.5-large-turbo", null)]
    [InlineData("a version, waited for", "bytedance/sdxl-lightning-4step", null)]
    [InlineData("images on the delivery host", "black-forest-labs/flux-schnell", null)]
    [InlineData("SDXL, created and polled until it is done", "stability-ai/sdxl", 42069L)]
    [InlineData("four of SDXL at once", "stability-ai/sdxl", null)]
    [InlineData("SDXL, created by one program and polled by another", "stability-ai/sdxl", 42069L)]
    public async Task Reports_the_model_of_recorded_images(string what, string model, long? seed)
    {
        var outcome = await PlayAsync(what);

        Assert.Equal(ReplicateReplays.Image, outcome.Image);
        Assert.Equal(model, outcome.Final!.Model);
        Assert.True(seed is null || outcome.Final.Seed == seed, $"seed {outcome.Final.Seed}");
        Assert.True(outcome.Progress > 0);
    }

    [Fact]
    public async Task Reads_progress_from_the_recorded_log()
    {
        var outcome = await PlayAsync("SDXL, created and polled until it is done");

        // No fraction at first, then the value of each progress bar.
        Assert.True(outcome.Progress > 3, $"{outcome.Progress} times");
    }

    [Theory]
    [InlineData("a field too many: model", FailureCode.InvalidRequest, "Additional property model is not allowed")]
    [InlineData("a field too many: provider", FailureCode.InvalidRequest, "Additional property provider is not allowed")]
    [InlineData("a version and a field too many: model", FailureCode.InvalidRequest, "Additional property model is not allowed")]
    [InlineData("a version and a field too many: provider", FailureCode.InvalidRequest, "Additional property provider is not allowed")]
    [InlineData("a version without its input", FailureCode.InvalidRequest, "input: text is required")]
    [InlineData("a bad token", FailureCode.Authentication, "REPLICATE_API_TOKEN")]
    [InlineData("cancelled by another client", FailureCode.Cancelled, "cancelled at Replicate")]
    [InlineData("a text model, waited for", FailureCode.BadOutput, "returned no URL for the image")]
    [InlineData("a text model, waited for 10 seconds", FailureCode.BadOutput, "returned no URL for the image")]
    public async Task Classifies_recorded_errors(string what, FailureCode code, string message)
    {
        var failure = (await PlayAsync(what)).Failure;

        Assert.Equal(code, failure?.Code);
        Assert.Contains(message, failure!.Message, StringComparison.Ordinal);
    }

    private Task<Outcome> PlayAsync(string what) => ReplicateReplays.All.Single(replay => replay.What == what).PlayAsync(this);
}
