using Xunit;

namespace Darkroom.Tests.Providers.OpenAiImages;

public sealed class OpenAiImagesRecordingTests : ProviderBench
{
    [Theory]
    [InlineData("ImagesTests__BasicGenerationWorks.json", "image (6251 tokens)")]
    [InlineData("GenerationOfMultipleImagesWorks.json", "image (2134 tokens)")]
    [InlineData("GenerateImageEditWorks_UsingFilePath.json", "image (")]
    [InlineData("ImagesTests__GenerateImageCanParseServiceError.json", "`authentication`: ")]
    [InlineData("vercel-ai/openai-image.json", "image (revised prompt)")]
    [InlineData("allowlisted_model_still_generates.yaml", "image (286 tokens)")]
    [InlineData("moderation_blocked.2026-09.json", "`moderation_blocked`: 127.0.0.1's safety system")]
    [InlineData("org_must_be_verified.403.json", "`permission`: ")]
    [InlineData("override_size.yaml", "`invalid_request`: Invalid size '3x3'.")]
    public async Task Recordings_end_as_recorded(string recording, string result)
    {
        var replay = Assert.Single(OpenAiImagesReplays.All, each => each.Recordings[0].EndsWith(recording, StringComparison.Ordinal));

        Assert.StartsWith(result, Replay.ResultOf(await replay.PlayAsync(this)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_recording_ends_in_an_image_or_a_classified_failure()
    {
        foreach (var replay in OpenAiImagesReplays.All)
        {
            var outcome = await replay.PlayAsync(this);
            Assert.True(
                outcome.Failure?.Code is null or FailureCode.Authentication or FailureCode.InvalidRequest or FailureCode.Permission
                    or FailureCode.ModerationBlocked,
                $"{replay.Recordings[0]}: {outcome.Failure}");
        }
    }
}
