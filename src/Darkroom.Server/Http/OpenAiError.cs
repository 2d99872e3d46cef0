using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Http;

/// <summary>An error in the form of OpenAI's API, which every path below <c>/v1</c> answers with.</summary>
/// <param name="Type">The class of the error, such as <c>invalid_request_error</c>.</param>
/// <param name="Code">The error's name for programs.</param>
/// <param name="Param">The field that is wrong; null if it is not about one.</param>
internal sealed record OpenAiError(int Status, string Type, string? Code, string Message, string? Param = null) : IResult
{
    public const string InvalidRequest = "invalid_request_error";
    public const string ServerError = "server_error";
    private const string Quota = "insufficient_quota";

    /// <summary>How long a client should wait; null if it is unknown or does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether clients may send the request again; null to leave it to their own rules. They repeat most errors otherwise.</summary>
    public bool? ShouldRetry { get; init; }

    /// <summary>Returns whether a request is for the API that is compatible with OpenAI's.</summary>
    public static bool IsFor(HttpRequest request) => request.Path.StartsWithSegments("/v1");

    /// <summary>Names every request of the API, so that a report of a client can be found in the log.</summary>
    public static Task IdentifyAsync(HttpContext context, RequestDelegate next)
    {
        if (IsFor(context.Request))
        {
            context.Response.Headers["x-request-id"] = RequestId(context);
        }

        return next(context);
    }

    public static OpenAiError Invalid(string? param, string message, string code = "invalid_value") =>
        new(StatusCodes.Status400BadRequest, InvalidRequest, code, message, param);

    public static OpenAiError NotFound(string message, string code) => new(StatusCodes.Status404NotFound, InvalidRequest, code, message);

    /// <summary>Returns a problem of the other API in this form.</summary>
    public static OpenAiError From(ProblemDetails problem)
    {
        var status = problem.Status ?? StatusCodes.Status500InternalServerError;
        var errors = problem.Extensions.TryGetValue("errors", out var found) ? found as IReadOnlyDictionary<string, string[]> : null;
        var (field, messages) = errors?.FirstOrDefault() ?? default;
        var message = messages is [var first, ..] ? first : problem.Detail ?? problem.Title ?? "The request failed.";
        var (type, code) = status switch
        {
            StatusCodes.Status401Unauthorized => (InvalidRequest, "invalid_api_key"),
            StatusCodes.Status402PaymentRequired => (Quota, Quota),
            StatusCodes.Status403Forbidden => (InvalidRequest, "insufficient_permissions"),
            StatusCodes.Status404NotFound => (InvalidRequest, "not_found"),
            StatusCodes.Status409Conflict => (InvalidRequest, "conflict"),
            StatusCodes.Status429TooManyRequests when IsQuota(problem) => (Quota, Quota),
            StatusCodes.Status429TooManyRequests => ("rate_limit_error", "rate_limit_exceeded"),
            >= 500 => (ServerError, ServerError),
            _ => (InvalidRequest, field is null ? "invalid_request" : "invalid_value"),
        };
        var quota = status is StatusCodes.Status402PaymentRequired || (status is StatusCodes.Status429TooManyRequests && IsQuota(problem));
        return new OpenAiError(quota ? StatusCodes.Status429TooManyRequests : status, type, code, message, field)
        {
            RetryAfter = problem.Extensions.TryGetValue(Problems.RetryAfterMs, out var wait) && wait is long milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,

            // To wait does not help, and a repeated key with another body stays one.
            ShouldRetry = quota || status is StatusCodes.Status409Conflict ? false : null,
        };
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            response.Headers["retry-after-ms"] = Math.Ceiling(wait.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        }

        if (ShouldRetry is { } again)
        {
            response.Headers["x-should-retry"] = again ? "true" : "false";
        }

        response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WritePropertyName("error");
        WriteTo(json);
        json.WriteEndObject();
    }

    /// <summary>Writes the error as one object.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("message", Message);
        json.WriteString("type", Type);
        json.WriteString("param", Param);
        json.WriteString("code", Code);
        json.WriteEndObject();
    }

    /// <summary>Returns whether a problem is about a limit that does not renew soon.</summary>
    private static bool IsQuota(ProblemDetails problem) =>
        problem.Extensions.TryGetValue("code", out var code) && code is string name && name == Wire.Name(FailureCode.Quota);

    private static string RequestId(HttpContext context) =>
        $"req_{System.Diagnostics.Activity.Current?.TraceId.ToHexString() ?? Guid.NewGuid().ToString("N")}";
}
