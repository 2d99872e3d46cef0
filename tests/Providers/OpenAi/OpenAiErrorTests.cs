using Darkroom.Providers.OpenAi;
using Xunit;

namespace Darkroom.Tests.Providers.OpenAi;

public sealed class OpenAiErrorTests : OpenAiTest
{
    [Theory]
    [InlineData(401, "invalid_api_key", FailureCode.Authentication)]
    [InlineData(401, null, FailureCode.Authentication)]
    [InlineData(403, null, FailureCode.Permission)]
    [InlineData(403, "unsupported_country_region_territory", FailureCode.Permission)]
    [InlineData(401, "missing_scope", FailureCode.Permission)]
    [InlineData(402, null, FailureCode.Quota)]
    [InlineData(429, "insufficient_quota", FailureCode.Quota)]
    [InlineData(400, "billing_hard_limit_reached", FailureCode.Quota)]
    [InlineData(429, "rate_limit_exceeded", FailureCode.RateLimited)]
    [InlineData(429, null, FailureCode.RateLimited)]
    [InlineData(400, "moderation_blocked", FailureCode.ModerationBlocked)]
    [InlineData(400, "content_filter", FailureCode.ModerationBlocked)]
    [InlineData(400, "contentFilter", FailureCode.ModerationBlocked)]
    [InlineData(422, "content_policy_violation", FailureCode.ModerationBlocked)]
    [InlineData(400, "model_not_found", FailureCode.InvalidRequest)]
    [InlineData(404, "model_not_found", FailureCode.InvalidRequest)]
    [InlineData(400, "invalid_value", FailureCode.InvalidRequest)]
    [InlineData(400, null, FailureCode.InvalidRequest)]
    [InlineData(404, null, FailureCode.InvalidRequest)]
    [InlineData(408, null, FailureCode.Timeout)]
    [InlineData(500, "server_error", FailureCode.Unavailable)]
    [InlineData(500, null, FailureCode.Unavailable)]
    [InlineData(502, null, FailureCode.Unavailable)]
    [InlineData(503, null, FailureCode.Unavailable)]
    [InlineData(504, null, FailureCode.Unavailable)]
    public async Task Classifies_an_HTTP_error_by_code_before_status(int status, string? code, FailureCode expected)
    {
        var body = ResponsesScript.ErrorBody(code, "Something is up.", "image_generation_user_error");

        var failure = await FailAsync(Scripts.Answer(status, body));

        Assert.Equal(expected, failure.Code);
        Assert.NotEmpty(failure.Message);
        Assert.Equal(expected is FailureCode.ModerationBlocked, failure.Moderation is not null);
    }

    [Theory]
    [InlineData(401, FailureCode.Authentication)]
    [InlineData(429, FailureCode.RateLimited)]
    [InlineData(502, FailureCode.Unavailable)]
    [InlineData(404, FailureCode.InvalidRequest)]
    public async Task Classifies_web_pages_and_empty_bodies_by_status_without_quoting_them(int status, FailureCode expected)
    {
        string[] bodies =
        [
            "",
            "<html><head><title>Bad gateway</title></head><body>cloudflare</body></html>",
            "Bad gateway",
            "{\"error\":",
            "[]",
            "null",
            "{\"error\":null}",
            ResponsesScript.ErrorBody(null, "<!DOCTYPE html><html><body>cloudflare</body></html>"),
        ];
        foreach (var body in bodies)
        {
            var failure = await FailAsync(Scripts.Answer(status, body, "text/html"));

            Assert.Equal(expected, failure.Code);
            Assert.DoesNotContain("<", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("cloudflare", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("gateway", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Shows_the_message_of_the_provider_for_a_bad_request()
    {
        const string message = "Invalid size '3x3'. Width and height must both be divisible by 16.";

        Assert.Equal(message, (await FailAsync(Scripts.Answer(400, ResponsesScript.ErrorBody("invalid_value", message)))).Message);
    }

    [Theory]
    [InlineData("{\"error\":\"Nothing is loaded.\"}")]
    [InlineData("{\"detail\":\"Nothing is loaded.\"}")]
    [InlineData("{\"code\":\"x\",\"message\":\"Nothing is loaded.\"}")]
    [InlineData("{\"error\":{\"error\":{\"message\":\"Nothing is loaded.\"}}}")]
    public async Task Reads_the_error_formats_of_compatible_servers(string body) =>
        Assert.Equal("Nothing is loaded.", (await FailAsync(Scripts.Answer(400, body))).Message);

    [Fact]
    public async Task Does_not_repeat_any_part_of_a_rejected_key()
    {
        var body = ResponsesScript.ErrorBody("invalid_api_key", "Incorrect API key provided: sk-test-*****7ab2. You can find it at …");

        var failure = await FailAsync(Scripts.Answer(401, body));

        Assert.Contains("OPENAI_API_KEY", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("7ab2", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The key " + Key + " is over.", "The key [key] is over.")]
    [InlineData("The key 'sk-proj-Ab3_x' is over.", "The key '[key]' is over.")]
    [InlineData("The key not-a-re****ized is over.", "The key [key] is over.")]
    [InlineData("Sent Authorization: Bearer abc.def=", "Sent Authorization: [key]")]
    [InlineData("two\nlines \t and\u0000more", "two lines and more")]
    public async Task Quotes_messages_as_one_line_without_keys(string message, string expected) =>
        Assert.Equal(expected, (await FailAsync(Scripts.Answer(400, ResponsesScript.ErrorBody(null, message)))).Message);

    [Fact]
    public async Task Does_not_repeat_a_key_of_any_format()
    {
        const string key = "0123456789abcdef";
        Server.On(Path, Scripts.Answer(403, ResponsesScript.ErrorBody(null, $"Key {key} may not do this.")));

        var outcome = await RunAsync(Provider(new OpenAiOptions { BaseUrl = Server.BaseUrl, ApiKey = $" {key}\n" }));

        Assert.Equal("Key [key] may not do this.", outcome.Failure?.Message);
    }

    [Fact]
    public async Task Truncates_a_long_message()
    {
        var failure = await FailAsync(Scripts.Answer(400, ResponsesScript.ErrorBody(null, new string('x', 50_000))));

        Assert.Equal(500, failure.Message.Length);
        Assert.EndsWith("…", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_moderation_stage_and_categories_from_the_details()
    {
        const string body = """
            {"error":{"message":"Your request was rejected by the safety system. safety_violations=[other].","code":"moderation_blocked",
            "type":"image_generation_user_error","moderation_details":{"moderation_stage":"output","categories":["sexual",7,"violence"]}}}
            """;

        var failure = await FailAsync(Scripts.Answer(400, body));

        Assert.Equal("output", failure.Moderation?.Stage);
        Assert.Equal(["sexual", "violence"], failure.Moderation!.Categories);
        Assert.False(failure.Transient);
    }

    [Theory]
    [InlineData("Rejected. safety_violations=[sexual].", "sexual")]
    [InlineData("Rejected. safety_violations=[sexual, self-harm].", "sexual,self-harm")]
    [InlineData("Rejected.", "")]
    public async Task Reads_moderation_categories_from_the_message_if_there_are_no_details(string message, string expected)
    {
        var failure = await FailAsync(Scripts.Answer(400, ResponsesScript.ErrorBody("moderation_blocked", message)));

        Assert.Null(failure.Moderation?.Stage);
        Assert.Equal(expected, string.Join(',', failure.Moderation!.Categories));
    }

    [Theory]
    [InlineData("You've exceeded the rate limit, please slow down and try again after 51.84 seconds.", 51_840)]
    [InlineData("Rate limit reached for gpt-image-1. Please try again in 1.2s. Visit https://…", 1_200)]
    [InlineData("Please try again in 20ms.", 20)]
    [InlineData("Please try again in 6m0s.", 360_000)]
    [InlineData("Please try again in 1m2.5s.", 62_500)]
    [InlineData("Please retry after 10 seconds.", 10_000)]
    [InlineData("Please try again in 1 minute.", 60_000)]
    [InlineData("Please try again in 999999999h.", 86_400_000)]
    public async Task Reads_the_delay_from_the_message(string message, int milliseconds)
    {
        var failure = await FailAsync(Scripts.Answer(429, ResponsesScript.ErrorBody("rate_limit_exceeded", message)));

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), failure.RetryAfter);
    }

    [Theory]
    [InlineData("Slow down.")]
    [InlineData("Try again in a moment.")]
    [InlineData("Limit: 5 images in 1 minute.")]
    public async Task Reports_no_delay_if_none_is_given(string message) =>
        Assert.Null((await FailAsync(Scripts.Answer(429, ResponsesScript.ErrorBody("rate_limit_exceeded", message)))).RetryAfter);

    [Theory]
    [InlineData("Retry-After", "17", 17_000)]
    [InlineData("Retry-After", "Thu, 01 Jan 2026 00:00:30 GMT", 30_000)]
    [InlineData("Retry-After", "Wed, 31 Dec 2025 23:00:00 GMT", 0)]
    [InlineData("retry-after-ms", "250", 250)]
    [InlineData("Retry-After", "soon", 5_000)]
    public async Task The_delay_in_the_headers_takes_precedence_over_the_message(string name, string value, int milliseconds)
    {
        Server.On(Path, Scripts.Answer(
            429, ResponsesScript.ErrorBody("rate_limit_exceeded", "Try again in 5s."), "application/json", (name, value)));

        // The manual clock stands at the first second of 2026.
        var outcome = await RunAsync(Provider(time: new ManualTime()));

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), outcome.Failure?.RetryAfter);
    }

    [Fact]
    public async Task Reads_the_delay_of_an_unavailable_service()
    {
        var failure = await FailAsync(Scripts.Answer(503, "", null, ("Retry-After", "9")));

        Assert.Equal(TimeSpan.FromSeconds(9), failure.RetryAfter);
        Assert.Contains("503", failure.Message, StringComparison.Ordinal);
    }
}
