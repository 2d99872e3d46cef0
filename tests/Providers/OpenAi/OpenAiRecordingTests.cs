using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Darkroom.Tests.Providers.OpenAi;

/// <summary>Replays what the real services sent, over real HTTP.</summary>
public sealed partial class OpenAiRecordingTests : OpenAiTest
{
    private const string Sdk = "openai/openai-dotnet/";
    private const string Vercel = "openai/vercel-ai/";
    private const string Rig = "openai/rig/";

    private static readonly byte[] Sharp = TestImages.SmallPng(4);

    [Theory]
    [InlineData(Vercel + "openai-image-generation-tool.1.chunks.txt", 1, null, "Create a high-resolution, hyperrealistic")]
    [InlineData("azure/vercel-ai/azure-image-generation-tool.1.chunks.txt", 1, "gpt-image-1", "anime-style cute raccoon")]
    [InlineData("xai/vercel-ai/xai-image-generation-tool.1.chunks.txt", 0, null, "A delicate origami paper boat")]
    public async Task Recorded_streams_end_in_their_image(string recording, int partials, string? model, string promptStart)
    {
        var stream = Framed(recording);

        var asked = await PlayAsync(stream);
        var unasked = await PlayAsync(stream, Asked with { PartialImages = 0 });

        asked.AssertPartials([.. Enumerable.Repeat((0, Sharp), partials)]);
        Assert.Equal(Sharp, asked.Image);
        Assert.Equal(model, asked.Final?.Model);
        Assert.StartsWith(promptStart, asked.Final?.RevisedPrompt, StringComparison.Ordinal);
        Assert.Null(asked.Final?.Usage);
        Assert.Empty(unasked.Partials);
        Assert.Equal(Sharp, unasked.Image);
    }

    [Fact]
    public async Task An_image_truncated_by_the_recorder_is_bad_output()
    {
        var lines = Recordings.Text(Vercel + "openai-image-generation-tool.1.chunks.txt");

        Assert.Equal(FailureCode.BadOutput, (await FailAsync(new ResponsesScript().Raw(Frame(lines)))).Code);
    }

    [Fact]
    public async Task The_recorded_error_stream_is_about_quota()
    {
        var failure = await FailAsync(new ResponsesScript().Raw(Frame(Recordings.Text(Vercel + "openai-error.1.chunks.txt"))));

        Assert.Equal(FailureCode.Quota, failure.Code);
        Assert.StartsWith("You exceeded your current quota", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.Transient);
    }

    [Fact]
    public async Task Quotes_a_recorded_text_response_in_short()
    {
        var (_, _, body) = Recordings.Entries(Sdk + "ResponsesTests__CanStreamBackgroundResponses.json")[0];

        var failure = await FailAsync(new ResponsesScript().Raw(body));

        Assert.Equal(FailureCode.BadOutput, failure.Code);
        Assert.Contains("Sure! Here’s a gentle bedtime", failure.Message, StringComparison.Ordinal);
        Assert.InRange(failure.Message.Length, 300, 360);
    }

    [Theory]
    [InlineData("ResponsesTests__ResponseWithImageGenTool.json", "A heartwarming scene of a gray tabby cat")]
    [InlineData("ResponsesToolTests__ImageGenToolWithAction.json", "A golden retriever happily playing fetch")]
    public async Task Recorded_whole_responses_yield_their_image(string recording, string promptStart)
    {
        var (status, contentType, body) = Assert.Single(Recordings.Entries(Sdk + recording));
        var image = ResultIn(body).GetBytesFromBase64();

        var whole = await PlayAsync(Scripts.Answer(status, body, contentType));
        var streamed = await PlayAsync(ResponsesScript.Image(image, image));

        Assert.InRange(image.Length, 2_000_000, 3_500_000);
        Assert.Equal(image, whole.Image);
        Assert.Equal("gpt-image-1", whole.Final?.Model);
        Assert.Equal(("high", new ReportedOutput("1024x1024", "transparent", "png")), (whole.Final?.Quality, whole.Final?.Reported));
        Assert.StartsWith(promptStart, whole.Final?.RevisedPrompt, StringComparison.Ordinal);
        Assert.Equal(image, streamed.Image);
    }

    [Theory]
    [InlineData(Vercel + "openai-image-generation-tool.1.json")]
    [InlineData("azure/vercel-ai/azure-image-generation-tool.1.json")]
    [InlineData("xai/vercel-ai/xai-image-generation-tool.1.json")]
    public async Task Recorded_whole_responses_with_a_substitute_yield_the_substitute(string recording)
    {
        var outcome = await PlayAsync(Scripts.Answer(200, Substituted(Recordings.Text(recording))));

        Assert.Equal(Sharp, outcome.Image);
        Assert.NotEmpty(outcome.Final?.RevisedPrompt ?? "");
    }

    [Theory]
    [InlineData("ChatTests__AuthFailure.json", FailureCode.Authentication)]
    [InlineData("ImagesTests__GenerateImageCanParseServiceError.json", FailureCode.Authentication)]
    [InlineData("ImagesTests__GenerateImagesCanParseServiceError.json", FailureCode.Authentication)]
    [InlineData("ImageEditsTests__GenerateImageEditFromPathCanParseServiceError.json", FailureCode.Authentication)]
    [InlineData("ModelsTests__GetModelCanParseServiceError.json", FailureCode.InvalidRequest)]
    public async Task Classifies_errors_recorded_by_the_SDK(string recording, FailureCode expected)
    {
        var (status, contentType, body) = Assert.Single(Recordings.Entries(Sdk + recording));

        var failure = await FailAsync(Scripts.Answer(status, body, contentType));

        Assert.Equal(expected, failure.Code);
        Assert.DoesNotContain("*", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("fake_key", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error_envelope.nonexistent_model_streaming_error", FailureCode.InvalidRequest, "does not exist")]
    [InlineData("error_identity_edge.auth_rejection_carries_identity", FailureCode.Authentication, "OPENAI_API_KEY")]
    [InlineData("image_params_matrix__additional_params_invalid_background_is_rejected", FailureCode.InvalidRequest, "'transparent'")]
    [InlineData("image_params_matrix__additional_params_invalid_output_format_is_rejected", FailureCode.InvalidRequest, "'webp'")]
    [InlineData("image_params_matrix__additional_params_invalid_quality_is_rejected", FailureCode.InvalidRequest, "'medium'")]
    [InlineData("image_params_matrix__additional_params_override_model", FailureCode.InvalidRequest, "does not exist")]
    [InlineData("image_params_matrix__additional_params_override_prompt", FailureCode.InvalidRequest, "empty string")]
    [InlineData("image_params_matrix__additional_params_override_size", FailureCode.InvalidRequest, "Invalid size '3x3'")]
    [InlineData("image_params_matrix__caller_can_reinstate_response_format", FailureCode.InvalidRequest, "'response_format'")]
    [InlineData("image_params_matrix__chatgpt_image_latest_reaches_its_own_validation", FailureCode.InvalidRequest, "'medium'")]
    [InlineData("image_params_matrix__non_object_additional_params_are_a_no_op", FailureCode.InvalidRequest, "empty string")]
    [InlineData(
        "image_params_matrix__response_format_is_rejected_before_the_model_is_looked_at", FailureCode.InvalidRequest, "'response_format'")]
    [InlineData("image_params_matrix__retired_model_reaches_model_validation", FailureCode.InvalidRequest, "'dall-e-3'")]
    [InlineData("image_params_matrix__unlisted_dated_snapshot_reaches_its_own_validation", FailureCode.InvalidRequest, "divisible by 16")]
    public async Task Classifies_errors_recorded_by_rig(string recording, FailureCode expected, string said)
    {
        var (status, contentType, body) = Recordings.Then(Rig + recording + ".yaml");

        var failure = await FailAsync(Scripts.Answer(status, body, contentType));

        Assert.Equal(expected, failure.Code);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Vercel + "openai-error.1.json", 429, FailureCode.Quota)]
    [InlineData(Vercel + "gpt-image-response-format-error.json", 400, FailureCode.InvalidRequest)]
    [InlineData(Vercel + "reasoning-model-temperature-error.json", 400, FailureCode.InvalidRequest)]
    [InlineData("quoted/openai.org_must_be_verified.403.json", 403, FailureCode.Permission)]
    [InlineData("quoted/openai.streaming_must_have_partial_images.400.json", 400, FailureCode.InvalidRequest)]
    [InlineData("quoted/openai.moderation_blocked.2026-09.json", 400, FailureCode.ModerationBlocked)]
    public async Task Classifies_recorded_error_bodies(string recording, int status, FailureCode expected)
    {
        var body = Recordings.Text(recording);
        using var json = JsonDocument.Parse(body);

        var failure = await FailAsync(Scripts.Answer(status, body));

        Assert.Equal(expected, failure.Code);
        if (failure.Moderation is { } verdict)
        {
            Assert.Equal("output", verdict.Stage);
            Assert.Equal(["sexual"], verdict.Categories);
            Assert.Equal("OpenAI's safety system blocked the finished image (sexual).", failure.Message);
        }
        else
        {
            Assert.Equal(json.RootElement.GetProperty("error").GetProperty("message").GetString(), failure.Message);
        }
    }

    internal static ResponsesScript Framed(string recording) => new ResponsesScript().Raw(Frame(Substituted(Recordings.Text(recording))));

    // The recorder kept one JSON per line and dropped the framing.
    internal static string Frame(string lines) => string.Concat(
        lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"event: {TypeOf(line)}\ndata: {line}\n\n"));

    // What the recorders put in place of images is no base64, or no image.
    internal static string Substituted(string json) =>
        Images().Replace(json, match => match.Groups[1].Value + Convert.ToBase64String(Sharp) + "\"");

    private static string TypeOf(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("type").GetString()!;
    }

    private static JsonElement ResultIn(string response) => JsonSerializer.Deserialize<JsonElement>(response).GetProperty("output")
        .EnumerateArray().First(item => item.GetProperty("type").GetString() == "image_generation_call").GetProperty("result");

    [GeneratedRegex("(\"(?:result|partial_image_b64|b64_json)\": ?\")[^\"]+\"")]
    private static partial Regex Images();
}
