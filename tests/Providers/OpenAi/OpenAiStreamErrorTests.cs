using System.Text.Json.Nodes;
using Xunit;

namespace Darkroom.Tests.Providers.OpenAi;

/// <summary>Answers that begin well (HTTP 200) and bring no image.</summary>
public sealed class OpenAiStreamErrorTests : OpenAiTest
{
    [Theory]
    [InlineData("insufficient_quota", FailureCode.Quota)]
    [InlineData("moderation_blocked", FailureCode.ModerationBlocked)]
    [InlineData("image_content_policy_violation", FailureCode.ModerationBlocked)]
    [InlineData("rate_limit_exceeded", FailureCode.RateLimited)]
    [InlineData("server_error", FailureCode.Unavailable)]
    [InlineData("invalid_prompt", FailureCode.InvalidRequest)]
    [InlineData("never_seen_before", FailureCode.BadOutput)]
    public async Task Reads_every_format_of_an_error_in_the_stream(string code, FailureCode expected)
    {
        const string message = "It did not work. Try again in 2s.";
        Script[] shapes =
        [
            new ResponsesScript().Begin().Error(code, message).Failed(code, message),
            new ResponsesScript().Begin().FlatError(code, message).Hang(),
            new ResponsesScript().Begin().Failed(code, message).Hang(),
            new ResponsesScript().Begin().Raw($"data: {ResponsesScript.ErrorBody(code, message, code)}\n\n").Hang(),
            new ResponsesScript().WithoutEventLines().Error(code, message),
            Scripts.Answer(200, ResponsesScript.ErrorBody(code, message, code)),
        ];
        foreach (var shape in shapes)
        {
            var failure = await FailAsync(shape);

            var words = expected is FailureCode.ModerationBlocked ? "OpenAI's safety system blocked this image." : message;
            Assert.Equal((expected, words), (failure.Code, failure.Message));
            Assert.Equal(expected is FailureCode.RateLimited or FailureCode.Unavailable or FailureCode.Timeout or FailureCode.ModelLoading ? TimeSpan.FromSeconds(2) : null, failure.RetryAfter);
        }
    }

    [Theory]
    [InlineData(429, FailureCode.RateLimited)]
    [InlineData(502, FailureCode.Unavailable)]
    [InlineData(7, FailureCode.BadOutput)]
    public async Task Treats_a_numeric_code_as_an_HTTP_status(int code, FailureCode expected)
    {
        var script = new ResponsesScript().Begin().Event("error", new()
        {
            ["error"] = new JsonObject { ["code"] = code, ["message"] = "It did not work." },
        });

        Assert.Equal(expected, (await FailAsync(script)).Code);
    }

    [Fact]
    public async Task Describes_an_error_without_a_message()
    {
        Script[] scripts =
        [
            new ResponsesScript().Begin().Event("error", []),
            new ResponsesScript().Begin().Event("response.failed", []),
            new ResponsesScript().Begin().Event("error", new() { ["error"] = 5 }),
        ];
        foreach (var script in scripts)
        {
            var failure = await FailAsync(script);

            Assert.Equal(FailureCode.BadOutput, failure.Code);
            Assert.NotEmpty(failure.Message);
        }
    }

    [Fact]
    public async Task Classifies_an_unverified_organisation_in_the_stream_as_permission()
    {
        const string message = "Your organization must be verified to use the model `gpt-image-1`.";

        var failure = await FailAsync(new ResponsesScript().Created().Error(null, message, "invalid_request_error"));

        Assert.Equal((FailureCode.Permission, message), (failure.Code, failure.Message));
    }

    [Theory]
    [InlineData("content_filter", FailureCode.ModerationBlocked)]
    [InlineData("max_output_tokens", FailureCode.BadOutput)]
    [InlineData("another", FailureCode.BadOutput)]
    public async Task Reports_why_a_response_is_incomplete(string reason, FailureCode expected) =>
        Assert.Equal(expected, (await FailAsync(new ResponsesScript().Begin().Incomplete(reason))).Code);

    [Fact]
    public async Task Classifies_a_refusal_as_moderation_and_quotes_the_model()
    {
        var failure = await FailAsync(new ResponsesScript().Created().Message("I can't draw that.", refused: true).Completed());

        Assert.Equal(FailureCode.ModerationBlocked, failure.Code);
        Assert.Contains("I can't draw that.", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.Moderation);
    }

    [Fact]
    public async Task Text_instead_of_an_image_is_bad_output_and_quotes_at_most_300_characters()
    {
        var shortly = await FailAsync(new ResponsesScript().Created().Message("Which colour?").Completed());
        var lengthy = await FailAsync(new ResponsesScript().Created().Message(new string('y', 900)).Completed());
        var nothing = await FailAsync(new ResponsesScript().Created().Completed());

        Assert.All([shortly, lengthy, nothing], failure => Assert.Equal(FailureCode.BadOutput, failure.Code));
        Assert.Contains("Which colour?", shortly.Message, StringComparison.Ordinal);
        Assert.EndsWith(new string('y', 299) + "…", lengthy.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(new string('y', 300), lengthy.Message, StringComparison.Ordinal);
        Assert.Contains("without an image", nothing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_page_with_status_200_is_bad_output()
    {
        var failure = await FailAsync(Scripts.Answer(200, "<html>Welcome to nginx</html>", "text/html; charset=utf-8"));

        Assert.Equal(FailureCode.BadOutput, failure.Code);
        Assert.DoesNotContain("nginx", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("\"ok\"")]
    [InlineData("{\"output\":")]
    [InlineData("{\"status\":\"in_progress\",\"output\":[]}")]
    public async Task JSON_that_is_not_a_response_is_bad_output(string body)
    {
        var failure = await FailAsync(Scripts.Answer(200, body));

        Assert.Equal(body.Length == 0 ? FailureCode.Unavailable : FailureCode.BadOutput, failure.Code);
        Assert.NotEmpty(failure.Message);
    }
}
