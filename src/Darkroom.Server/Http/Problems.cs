using System.Diagnostics;
using System.Globalization;
using Darkroom.Generations;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Http;

/// <summary>Every outcome that is an error, as RFC 9457 problem+json with the taxonomy's name in <c>code</c>.</summary>
internal static class Problems
{
    private const string RetryAfterMs = "retry_after_ms";
    private static readonly TimeSpan UnavailableWait = TimeSpan.FromSeconds(10);

    public static ProblemHttpResult Invalid(params IReadOnlyCollection<ValidationError> problems)
    {
        var details = Details(
            StatusCodes.Status400BadRequest,
            FailureCode.InvalidRequest,
            "The request cannot be honoured.",
            string.Join(' ', problems.Select(problem => $"{problem.Field}: {problem.Message}")));
        details.Extensions["errors"] = problems
            .GroupBy(problem => problem.Field, StringComparer.Ordinal)
            .ToDictionary(field => field.Key, field => field.Select(problem => problem.Message).ToArray());
        return TypedResults.Problem(details);
    }

    public static ProblemHttpResult NotFound(string what) =>
        From(StatusCodes.Status404NotFound, FailureCode.InvalidRequest, "Not found.", what);

    public static ProblemHttpResult NotConfigured(string provider, string setting) => From(
        StatusCodes.Status400BadRequest,
        FailureCode.InvalidRequest,
        $"{provider} is not configured.",
        $"{provider} is not configured: {setting} is missing. Put {setting}=… into .env.local (or the environment) and restart Darkroom.");

    public static ProblemHttpResult KeyReused(string generationId) => From(
        StatusCodes.Status409Conflict,
        FailureCode.InvalidRequest,
        "The Idempotency-Key belongs to another request.",
        $"This Idempotency-Key started generation {generationId} with another body. Use a new key for a new request.");

    public static ProblemHttpResult AlreadyReady(string imageId) => From(
        StatusCodes.Status409Conflict,
        FailureCode.InvalidRequest,
        "The image is there.",
        $"There is nothing to retry: image {imageId} is ready.");

    public static ProblemHttpResult QueueFull(int unfinished, TimeSpan retryAfter)
    {
        var details = Details(
            StatusCodes.Status429TooManyRequests,
            FailureCode.RateLimited,
            "The queue is full.",
            $"{unfinished} images are waiting or being made, which is all this server takes on. Try again in {retryAfter.TotalSeconds:0} s.");
        details.Extensions[RetryAfterMs] = (long)retryAfter.TotalMilliseconds;
        return TypedResults.Problem(details);
    }

    public static ProblemHttpResult TooManyKeys(TimeSpan retryAfter)
    {
        var details = Details(
            StatusCodes.Status429TooManyRequests,
            FailureCode.RateLimited,
            "Too many wrong access keys.",
            $"Too many wrong access keys came from this address. Check DARKROOM_ACCESS_KEY and try again in {Math.Ceiling(retryAfter.TotalSeconds):0} s.");
        details.Extensions[RetryAfterMs] = (long)retryAfter.TotalMilliseconds;
        return TypedResults.Problem(details);
    }

    public static ProblemHttpResult OverBudget(Failure failure) =>
        From(StatusCodes.Status402PaymentRequired, failure.Code, "More than may be spent today.", failure.Message);

    /// <summary>Why a generation was not started.</summary>
    /// <param name="why">Any outcome but the good one.</param>
    public static ProblemHttpResult NotStarted(StartOutcome why) => why switch
    {
        StartOutcome.Invalid(var problems) => Invalid(problems),
        StartOutcome.NotConfigured(var provider, var setting) => NotConfigured(provider, setting),
        StartOutcome.KeyReused(var id) => KeyReused(id),
        StartOutcome.QueueFull(var unfinished, var wait) => QueueFull(unfinished, wait),
        StartOutcome.OverBudget(var failure) => OverBudget(failure),
        _ => throw new UnreachableException(),
    };

    /// <summary>Somebody saved meanwhile; <c>version</c> says what is there now.</summary>
    public static ProblemHttpResult Stale(long version)
    {
        var details = Details(
            StatusCodes.Status409Conflict,
            FailureCode.InvalidRequest,
            "Somebody saved meanwhile.",
            "This was changed in another tab or by somebody else since you opened it. Load it again and repeat your change.");
        details.Extensions["version"] = version;
        return TypedResults.Problem(details);
    }

    /// <summary>Nothing was changed, and trying again later can help.</summary>
    public static ProblemHttpResult Unavailable(string what)
    {
        var details = Details(StatusCodes.Status503ServiceUnavailable, FailureCode.Unavailable, "Not possible now.", what);
        details.Extensions[RetryAfterMs] = (long)UnavailableWait.TotalMilliseconds;
        return TypedResults.Problem(details);
    }

    public static ProblemHttpResult From(int status, FailureCode code, string title, string detail) =>
        TypedResults.Problem(Details(status, code, title, detail));

    /// <summary>Fills in what the framework's own errors leave out, and says in the header when to come back.</summary>
    public static void Complete(HttpContext context, ProblemDetails details)
    {
        details.Extensions.Remove("trace_id");
        if (details.Extensions.TryGetValue(RetryAfterMs, out var wait) && wait is long milliseconds)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(milliseconds / 1000.0).ToString(CultureInfo.InvariantCulture);
        }

        var status = details.Status ?? StatusCodes.Status500InternalServerError;
        var code = status switch
        {
            StatusCodes.Status401Unauthorized => FailureCode.Authentication,
            StatusCodes.Status403Forbidden => FailureCode.Permission,
            StatusCodes.Status429TooManyRequests => FailureCode.RateLimited,
            StatusCodes.Status503ServiceUnavailable => FailureCode.Unavailable,
            < StatusCodes.Status500InternalServerError => FailureCode.InvalidRequest,
            _ => FailureCode.Internal,
        };
        if (!details.Extensions.ContainsKey("code"))
        {
            details.Extensions["code"] = Wire.Name(code);
            details.Type = TypeOf(code);
        }

        details.Detail ??= DetailOf(status, context);
    }

    private static ProblemDetails Details(int status, FailureCode code, string title, string detail) => new()
    {
        Status = status,
        Type = TypeOf(code),
        Title = title,
        Detail = detail,
        Extensions = { ["code"] = Wire.Name(code) },
    };

    private static string TypeOf(FailureCode code) => $"urn:darkroom:problem:{Wire.Name(code)}";

    public static string TooLarge(HttpContext context) =>
        $"The body is too large: at most {context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? 0:N0} bytes are taken here. {AdviceOf(context)}".TrimEnd();

    private static string? AdviceOf(HttpContext context) =>
        (context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint())?.Metadata.GetMetadata<SizeLimit>()?.Advice;

    /// <summary>What a status means here, where nothing more is known.</summary>
    public static string DetailOf(int status, HttpContext context) => status switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at this address. GET {SiteLinks.BaseOf(context.Request)}/openapi/v1.json lists what there is.",
        StatusCodes.Status405MethodNotAllowed => "This address does not take that method; the Allow header names those it takes.",
        StatusCodes.Status413PayloadTooLarge => TooLarge(context),
        StatusCodes.Status415UnsupportedMediaType => "Send JSON, with the header Content-Type: application/json.",
        < StatusCodes.Status500InternalServerError => "The request could not be read.",
        _ => "Something went wrong inside Darkroom. Its log has the details.",
    };
}
