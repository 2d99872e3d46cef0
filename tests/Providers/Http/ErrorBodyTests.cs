using System.Net;
using System.Text;
using Darkroom.Providers.Http;

namespace Darkroom.Tests.Providers.Http;

/// <summary>Refusals as services really word them.</summary>
public sealed class ErrorBodyTests
{
    [Theory]
    [InlineData("""{"error":{"message":"m","type":"t","code":"c"}}""", "c", "t", "m")]
    [InlineData("""{"error":"RuntimeError","detail":"","body":"","errors":"Unknown checkpoint: x"}""", null, "RuntimeError", "Unknown checkpoint: x")]
    [InlineData("""{"error":"HTTPException","detail":"Sampler not found","body":"","errors":""}""", null, "HTTPException", "Sampler not found")]
    [InlineData(
        """{"error":{"type":"t","message":"m"},"node_errors":{"4":{"errors":[{"message":"Value not in list","details":"a"}],"class_type":"K"}}}""",
        null, "t", "K (4): Value not in list, a")]
    [InlineData("""{"error":{"code":"c","message":"{\"error\":\"E\",\"message\":\"{\\\"error\\\":{\\\"message\\\":\\\"why\\\"}}\"}"}}""", "c", null, "why")]
    [InlineData("""{"message":"{not json"}""", null, null, "{not json")]
    [InlineData("""{"error":"Model X is currently loading","estimated_time":20.0}""", null, null, "Model X is currently loading")]
    [InlineData("""{"error":["first","second"]}""", null, null, "first; second")]
    [InlineData("""{"error":"too long","error_type":"Validation"}""", null, "Validation", "too long")]
    [InlineData("""{"detail":"Not Found"}""", null, null, "Not Found")]
    [InlineData("""{"detail":[{"loc":["body","steps"],"msg":"must be positive","type":"value_error"}]}""", null, "value_error", "body.steps: must be positive")]
    [InlineData("""{"title":"Input validation failed","detail":"- prompt is required","status":422}""", null, null, "- prompt is required")]
    [InlineData("""{"id":"1","name":"bad_request","errors":["seed: too large","size: odd"]}""", null, "bad_request", "seed: too large; size: odd")]
    [InlineData("""{"error":{"code":429,"message":"slow","status":"RESOURCE_EXHAUSTED"}}""", null, "RESOURCE_EXHAUSTED", "slow")]
    [InlineData("""{"status":403,"success":false,"error":{"code":"FORBIDDEN","message":"no"}}""", "FORBIDDEN", null, "no")]
    [InlineData("\"just words\"", null, null, "just words")]
    public void Reads_code_type_and_message_from_every_format(string body, string? code, string? type, string message)
    {
        var error = ErrorBody.Read(Encoding.UTF8.GetBytes(body));

        Assert.Equal((code, type, message), (error?.Code, error?.Type, error?.Message));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("42")]
    [InlineData("{\"error\":null}")]
    [InlineData("{\"data\":[]}")]
    [InlineData("<html>")]
    public void Returns_null_if_there_is_no_error(string body) => Assert.Null(ErrorBody.Read(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Reads_plain_text_only_if_it_is_labelled_as_such()
    {
        var text = Encoding.UTF8.GetBytes("Failed to deserialize the JSON body");

        Assert.Equal("Failed to deserialize the JSON body", ErrorBody.Read(text, "text/plain")?.Message);
        Assert.Null(ErrorBody.Read(text));
    }

    [Theory]
    [InlineData("""{"error":"loading","estimated_time":20.5}""", 20.5)]
    [InlineData("""{"error":{"code":429,"details":[{"@type":"x"},{"retryDelay":"34.4s"}],"message":"m"}}""", 34.4)]
    [InlineData("""{"error":"loading","estimated_time":"20.0"}""", 20.0)]
    [InlineData("""{"message":"m","retry_after":3}""", 3.0)]
    [InlineData("""{"message":"m","retry_after":"4.5"}""", 4.5)]
    [InlineData("""{"message":"m","retry_after":"1m30s"}""", 90.0)]
    [InlineData("""{"error":{"message":"m","retry_after_ms":500}}""", 0.5)]
    public void Reads_the_delay_from_every_known_field(string body, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), ErrorBody.Read(Encoding.UTF8.GetBytes(body))?.RetryAfter);

    [Fact]
    public void Reads_a_status_in_place_of_a_code() =>
        Assert.Equal(HttpStatusCode.TooManyRequests, ErrorBody.Read("""{"code":429,"message":"m"}"""u8)?.Status);

    [Theory]
    [InlineData("""{"error":{"message":"m","param":"stream"}}""", "stream")]
    [InlineData("""{"error":"m","param":"size"}""", "size")]
    [InlineData("""{"detail":[{"loc":["body","partial_images"],"msg":"Extra inputs are not permitted","type":"extra_forbidden"}]}""", "partial_images")]
    [InlineData("""{"error":{"message":"Unknown parameter: 'response_format'."}}""", "response_format")]
    [InlineData("""{"error":{"message":"Unrecognized request argument supplied: stream"}}""", "stream")]
    [InlineData("""{"error":{"message":"Streaming is not supported for this model."}}""", "stream")]
    [InlineData("""{"error":{"message":"The upstream is not available."}}""", null)]
    [InlineData("""{"error":{"message":"Upstream request failed: unknown parameter."}}""", null)]
    [InlineData("""{"error":{"message":"Draw no stream."}}""", null)]
    public void Reads_the_rejected_field_from_every_known_place(string body, string? parameter) =>
        Assert.Equal(parameter, ErrorBody.Read(Encoding.UTF8.GetBytes(body))?.Parameter);

    [Theory]
    [InlineData("text/plain", "{\"error\":{\"message\":\"m\",\"code\":\"c\"}}")]
    [InlineData("text/event-stream", "data: {\"error\":{\"message\":\"m\",\"code\":\"c\"}}\n\n")]
    [InlineData("text/event-stream", "event: error\ndata: {\"error\":{\"message\":\"m\",\"code\":\"c\"}}\n\n")]
    [InlineData("text/html", "\uFEFF\n{\"error\":{\"message\":\"m\",\"code\":\"c\"}}")]
    public void Reads_JSON_with_any_media_type(string mediaType, string body) =>
        Assert.Equal(("c", "m"), (ErrorBody.Read(Encoding.UTF8.GetBytes(body), mediaType)?.Code, ErrorBody.Read(Encoding.UTF8.GetBytes(body), mediaType)?.Message));

    [Fact]
    public void Reads_moderation_categories_from_the_details_or_the_message()
    {
        Assert.Equal(["sexual"], ErrorBody.Read(
            """{"error":{"code":"moderation_blocked","moderation_details":{"moderation_stage":"output","categories":["sexual"]}}}"""u8)!
            .Moderation!.Categories);
        Assert.Equal(["violence", "hate"], ErrorBody.Read("""{"message":"No. safety_violations=[violence, hate]."}"""u8)!.Moderation!.Categories);
    }
}
