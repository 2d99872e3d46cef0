using Xunit;

namespace Darkroom.Tests.Providers.HuggingFace;

/// <summary>Replays what the real service sent, over real HTTP.</summary>
public sealed class HuggingFaceRecordingTests : ProviderBench
{
    private const string Tapes = "huggingface/huggingface.js-tapes/";

    [Theory]
    [InlineData("404_api", FailureCode.InvalidRequest, "Model this-model-does-not-exist-123 does not exist")]
    [InlineData("404_huggingface.co", FailureCode.InvalidRequest, "Not Found: Model not found")]
    [InlineData("400_api-inference.huggingface.co_models_google_vit", FailureCode.InvalidRequest, "Error in `inputs`: Invalid image: {}")]
    [InlineData("400_api-inference.huggingface.co_models_speechbrain", FailureCode.InvalidRequest, "Malformed soundfile")]
    [InlineData("422_router.huggingface.co_hf-inference_models_mistralai", FailureCode.InvalidRequest, "Failed to deserialize the JSON body")]
    [InlineData("422_huggingface.co_api", FailureCode.InvalidRequest, "Template error: template not found")]
    [InlineData("429_", FailureCode.Authentication, "refused the token")]
    [InlineData("503_api-inference.huggingface.co_models_deepset", FailureCode.Unavailable, "overloaded")]
    public async Task Classifies_recorded_errors(string start, FailureCode code, string said)
    {
        foreach (var file in HuggingFaceReplays.Files(Tapes + start))
        {
            var outcome = await HuggingFaceReplays.PlayAsync(this, HuggingFaceReplays.Script(RecordedExchanges.Of(file)[0]));

            Assert.Equal(code, outcome.Failure?.Code);
            Assert.Contains(said, outcome.Failure!.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Reads_the_recorded_delay_of_a_loading_model()
    {
        foreach (var file in HuggingFaceReplays.Files(Tapes + "503_api-inference.huggingface.co_pipeline"))
        {
            var failure = (await HuggingFaceReplays.PlayAsync(this, HuggingFaceReplays.Script(RecordedExchanges.Of(file)[0]))).Failure;

            Assert.Equal(FailureCode.ModelLoading, failure?.Code);
            Assert.Equal(TimeSpan.FromSeconds(20), failure!.RetryAfter);
        }
    }

    [Fact]
    public async Task Every_recording_ends_in_an_image_or_a_failure()
    {
        foreach (var replay in HuggingFaceReplays.All)
        {
            var outcome = await replay.PlayAsync(this);

            Assert.True(outcome.Image is { Length: > 0 } || outcome.Failure is { Message.Length: > 0 }, replay.What);
        }
    }
}
