namespace Darkroom.Tests.Providers.Fal;

/// <summary>Replays what fal sent, over real HTTP.</summary>
public sealed class FalRecordingTests : ProviderBench
{
    [Theory]
    [InlineData("FLUX dev", "fal-ai/flux/dev", 2213364957L)]
    [InlineData("FLUX schnell, first", "fal-ai/flux/schnell", 2174373987L)]
    [InlineData("lightning models", "fal-ai/lightning-models", 641424801031262500L)]
    [InlineData("fast SDXL", "fal-ai/fast-sdxl", null)]
    [InlineData("AuraFlow", "fal-ai/aura-flow", 2974735643L)]
    [InlineData("a JPEG that is named .png", "fal-ai/flux/schnell", 233640447L)]
    public async Task Fetches_recorded_images_and_reports_their_seed(string what, string model, long? seed)
    {
        var outcome = await PlayAsync(what);

        Assert.Equal(FalReplays.Image, outcome.Image);
        Assert.Equal((model, seed), (outcome.Final!.Model, outcome.Final.Seed));
    }

    [Fact]
    public async Task Every_recording_ends_in_an_image_or_in_an_invalid_request()
    {
        foreach (var replay in FalReplays.All)
        {
            var outcome = await replay.PlayAsync(this);

            Assert.True(
                outcome.Image is { Length: > 0 } || outcome.Failure?.Code is FailureCode.InvalidRequest,
                $"{replay.What}: {Replay.ResultOf(outcome)}");
        }
    }

    [Fact]
    public async Task Reports_a_prompt_that_the_model_rewrote() =>
        Assert.StartsWith("an extreme close-up of a single tiger eye", (await PlayAsync("AuraFlow")).Final?.RevisedPrompt, StringComparison.Ordinal);

    [Fact]
    public async Task Reads_an_image_from_a_data_url() =>
        Assert.Equal([0xff, 0xd8, 0xff], (await PlayAsync("FLUX schnell, as a data URL")).Image![..3]);

    [Theory]
    [InlineData("a complaint with a place", "body.loras.0.path: str type expected")]
    [InlineData("a field missing", "body.model_name: field required")]
    [InlineData("a model that is none", "does not contain a config.json")]
    [InlineData("half the name of an app", "404: Not Found")]
    public async Task Reports_both_forms_of_an_error_in_the_words_of_fal(string what, string said)
    {
        var failure = (await PlayAsync(what)).Failure;

        Assert.Equal(FailureCode.InvalidRequest, failure?.Code);
        Assert.Contains(said, failure!.Message, StringComparison.Ordinal);
    }

    private Task<Outcome> PlayAsync(string what) => FalReplays.All.Single(replay => replay.What == what).PlayAsync(this);
}
