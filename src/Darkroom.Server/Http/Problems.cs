using System.Diagnostics;
using Darkroom.Keys;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Http;

/// <summary>Maps errors to RFC 9457 problem+json with the taxonomy's name in <c>code</c>.</summary>
internal static class Problems
{
    /// <summary>The field of a problem that says how long to wait, in ms.</summary>
    public const string RetryAfterMs = "retry_after_ms";

    private static readonly TimeSpan UnavailableWait = TimeSpan.FromSeconds(10);

    public static ProblemHttpResult Invalid(params IReadOnlyCollection<ValidationError> errors)
    {
        var details = Details(
            StatusCodes.Status400BadRequest,
            FailureCode.InvalidRequest,
            ProblemTexts.Invalid,
            string.Join(' ', errors.Select(error => $"{error.Field}: {error.Message}")));
        details.Extensions["errors"] = errors
            .GroupBy(error => error.Field, StringComparer.Ordinal)
            .ToDictionary(field => field.Key, field => field.Select(error => error.Message).ToArray());
        return TypedResults.Problem(details);
    }

    public static ProblemHttpResult NotFound(string detail) =>
        From(StatusCodes.Status404NotFound, FailureCode.InvalidRequest, ProblemTexts.NotFound, detail);

    public static ProblemHttpResult AlreadyReady(string imageId) => From(
        StatusCodes.Status409Conflict,
        FailureCode.InvalidRequest,
        ProblemTexts.AlreadyReady,
        PageText.Format(ProblemTexts.NothingToRetry, imageId));

    public static ProblemHttpResult TooManyKeys(TimeSpan retryAfter) => RetryLater(
        StatusCodes.Status429TooManyRequests,
        FailureCode.RateLimited,
        ProblemTexts.TooManyKeys,
        PageText.Format(ProblemTexts.TooManyKeysDetail, Math.Ceiling(retryAfter.TotalSeconds)),
        retryAfter);

    /// <summary>Returns a problem for work of which as much as possible is being done.</summary>
    public static ProblemHttpResult Busy(string detail) =>
        RetryLater(StatusCodes.Status429TooManyRequests, FailureCode.RateLimited, ProblemTexts.Busy, detail, UnavailableWait);

    /// <summary>Returns the problem of a generation that was not started.</summary>
    /// <param name="outcome">Any outcome except <see cref="StartOutcome.Accepted"/> and <see cref="StartOutcome.AllAccepted"/>.</param>
    public static ProblemHttpResult NotStarted(StartOutcome outcome) => outcome switch
    {
        StartOutcome.Invalid(var errors) => Invalid(errors),
        StartOutcome.NotConfigured(var provider, var setting) => NotConfigured(provider, setting, outcome.Errors[0].Message),
        StartOutcome.KeyReused =>
            From(StatusCodes.Status409Conflict, FailureCode.InvalidRequest, ProblemTexts.KeyReused, outcome.Errors[0].Message),
        StartOutcome.QueueFull { RetryAfter: var wait } =>
            RetryLater(StatusCodes.Status429TooManyRequests, FailureCode.RateLimited, ProblemTexts.QueueFull, outcome.Errors[0].Message, wait),
        StartOutcome.OverBudget(var failure) =>
            From(StatusCodes.Status402PaymentRequired, failure.Code, ProblemTexts.OverBudget, outcome.Errors[0].Message),
        StartOutcome.OverKeyLimit(var refusal) => OverKeyLimit(refusal),
        _ => throw new UnreachableException(),
    };

    /// <summary>Returns the problem of a request that a limit of its API key refuses, with the limit, its use and when it renews.</summary>
    public static ProblemHttpResult OverKeyLimit(KeyRefusal refusal)
    {
        var problem = refusal.RetryAfter is { } wait
            ? RetryLater(
                StatusCodes.Status429TooManyRequests,
                refusal.Limit == KeyLimit.ImagesAtOnce ? FailureCode.RateLimited : FailureCode.Quota,
                ProblemTexts.OverKeyLimit,
                refusal.Message,
                wait)
            : From(StatusCodes.Status403Forbidden, FailureCode.Permission, ProblemTexts.OverKeyLimit, refusal.Message);
        var details = problem.ProblemDetails.Extensions;
        details["limit"] = Wire.Name(refusal.Limit);
        if (refusal.Wanted > 0)
        {
            (details["max"], details["used"], details["renews_at"]) = (refusal.Max, refusal.Used, refusal.RenewsAt);
        }

        return problem;
    }

    /// <summary>Returns the problem of a change that is based on an old version; <c>version</c> is the current one.</summary>
    public static ProblemHttpResult Stale(long version)
    {
        var details = Details(
            StatusCodes.Status409Conflict,
            FailureCode.InvalidRequest,
            ProblemTexts.Stale,
            ProblemTexts.StaleDetail);
        details.Extensions["version"] = version;
        return TypedResults.Problem(details);
    }

    /// <summary>Returns a problem for a request that changed nothing and may succeed later.</summary>
    public static ProblemHttpResult Unavailable(string detail) =>
        RetryLater(StatusCodes.Status503ServiceUnavailable, FailureCode.Unavailable, ProblemTexts.Unavailable, detail, UnavailableWait);

    public static ProblemHttpResult From(int status, FailureCode code, string title, string detail) =>
        TypedResults.Problem(Details(status, code, title, detail));

    /// <summary>Adds what the framework's own errors lack, and the <c>Retry-After</c> header.</summary>
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
            StatusCodes.Status408RequestTimeout => FailureCode.Timeout,
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

    /// <summary>Returns the explanation of a status about which nothing more is known.</summary>
    public static string DetailOf(int status, HttpContext context) => status switch
    {
        StatusCodes.Status404NotFound => PageText.Format(ProblemTexts.NothingHere, SiteLinks.BaseOf(context.Request)),
        StatusCodes.Status405MethodNotAllowed => ProblemTexts.MethodNotAllowed,
        StatusCodes.Status408RequestTimeout => ProblemTexts.TooSlowDetail,
        StatusCodes.Status413PayloadTooLarge => TooLarge(context),
        StatusCodes.Status415UnsupportedMediaType => ProblemTexts.SendJson,
        < StatusCodes.Status500InternalServerError => ProblemTexts.Unreadable,
        _ => ProblemTexts.Internal,
    };

    public static string TooLarge(HttpContext context)
    {
        var max = context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? 0;
        var endpoint = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint();
        return PageText.Format(ProblemTexts.TooLargeDetail, max, endpoint?.Metadata.GetMetadata<ISizeAdvice>()?.Advice).TrimEnd();
    }

    /// <summary>Returns the problem of a request for a provider that is not configured; <c>missing_setting</c> is what it lacks, such as its key.</summary>
    private static ProblemHttpResult NotConfigured(string provider, string setting, string detail)
    {
        var details = Details(StatusCodes.Status400BadRequest, FailureCode.InvalidRequest, PageText.Format(ProblemTexts.NotConfigured, provider), detail);
        details.Extensions["missing_setting"] = setting;
        return TypedResults.Problem(details);
    }

    private static ProblemHttpResult RetryLater(int status, FailureCode code, string title, string detail, TimeSpan wait)
    {
        var details = Details(status, code, title, detail);
        details.Extensions[RetryAfterMs] = (long)wait.TotalMilliseconds;
        return TypedResults.Problem(details);
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
}
