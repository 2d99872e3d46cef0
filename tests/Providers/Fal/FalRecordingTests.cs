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
    public async Task Recorded_pictures_are_fetched_and_their_seed_is_told(string what, string model, long? seed)
    {
        var outcome = await PlayAsync(what);

        Assert.Equal(FalReplays.Picture, outcome.Picture);
        Assert.Equal((model, seed), (outcome.Final!.Model, outcome.Final.Seed));
    }

    [Fact]
    public async Task Every_recording_ends_in_a_picture_or_in_what_was_wrong_with_the_request()
    {
        foreach (var replay in FalReplays.All)
        {
            var outcome = await replay.PlayAsync(this);

            Assert.True(
                outcome.Picture is { Length: > 0 } || outcome.Failure?.Code is FailureCode.InvalidRequest,
                $"{replay.What}: {Replay.ResultOf(outcome)}");
        }
    }

    [Fact]
    public async Task A_prompt_that_the_model_rewrote_is_told() =>
        Assert.StartsWith("an extreme close-up of a single tiger eye", (await PlayAsync("AuraFlow")).Final?.RevisedPrompt, StringComparison.Ordinal);

    [Fact]
    public async Task A_data_url_is_the_picture_itself() =>
        Assert.Equal([0xff, 0xd8, 0xff], (await PlayAsync("FLUX schnell, as a data URL")).Picture![..3]);

    [Theory]
    [InlineData("a complaint with a place", "body.loras.0.path: str type expected")]
    [InlineData("a field missing", "body.model_name: field required")]
    [InlineData("a model that is none", "does not contain a config.json")]
    [InlineData("half the name of an app", "404: Not Found")]
    public async Task Both_forms_of_a_complaint_are_told_in_fals_words(string what, string said)
    {
        var failure = (await PlayAsync(what)).Failure;

        Assert.Equal(FailureCode.InvalidRequest, failure?.Code);
        Assert.Contains(said, failure!.Message, StringComparison.Ordinal);
    }

    private Task<Outcome> PlayAsync(string what) => FalReplays.All.Single(replay => replay.What == what).PlayAsync(this);
}
