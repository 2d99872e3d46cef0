using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Darkroom.Server.Http;

/// <summary>Turns bodies and parameters that cannot be read into problems that name the field and the right value.</summary>
internal sealed class BadRequests : IExceptionHandler
{
    /// <summary>Rejects a form without a body: the generated handlers would throw, or run with an empty form.</summary>
    /// <exception cref="BadHttpRequestException">The endpoint reads a form, and the request has no body.</exception>
    public static Task RejectMissingFormAsync(HttpContext context, RequestDelegate next) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }
        && context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Contains("application/x-www-form-urlencoded") == true
            ? throw new BadHttpRequestException("The form is missing.")
            : next(context);

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if ((exception as BadHttpRequestException ?? UnknownPartCharset(httpContext.Request, exception)) is not { } bad)
        {
            return false;
        }

        var problem = bad switch
        {
            { StatusCode: StatusCodes.Status415UnsupportedMediaType } => Problems.From(
                bad.StatusCode, FailureCode.InvalidRequest, ProblemTexts.NotJson, ProblemTexts.SendJson),
            { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problems.From(
                bad.StatusCode, FailureCode.InvalidRequest, ProblemTexts.TooLarge, Problems.TooLarge(httpContext)),
            { StatusCode: StatusCodes.Status408RequestTimeout } => Problems.From(
                bad.StatusCode, FailureCode.Timeout, ProblemTexts.TooSlow, ProblemTexts.TooSlowDetail),
            { InnerException: JsonException json } => Problems.Invalid(new ValidationError(FieldOf(json), ReasonOf(httpContext, bad, json))),
            _ when httpContext.Request.HasFormContentType => Problems.Invalid(
                new ValidationError("body", ProblemTexts.FormUnreadable)),
            _ => Problems.Invalid(new ValidationError("body", "Send one JSON object, such as {\"prompt\": \"a lighthouse at sunset\"}.")),
        };
        IResult result = ErrorPage.IsWanted(httpContext.Request)
            ? ErrorPage.Create(problem.StatusCode, problem.ProblemDetails.Detail ?? "", ErrorPage.BackOf(httpContext.Request))
            : problem;
        await result.ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>Recognises a form part with an unsupported charset: for UTF-7 the framework throws an exception that it does not catch.</summary>
    private static BadHttpRequestException? UnknownPartCharset(HttpRequest request, Exception exception) =>
        request.HasFormContentType && exception is NotSupportedException { Source: "System.Private.CoreLib" }
            ? new BadHttpRequestException("A part of the form names a charset that is not supported.", exception)
            : null;

    private static string FieldOf(JsonException json) =>
        json.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : "body";

    private static string ReasonOf(HttpContext context, BadHttpRequestException bad, JsonException json)
    {
        if (FieldOf(json) == "body")
        {
            return json.LineNumber is { } line
                ? PageText.Format(ProblemTexts.NoJsonObjectAt, line + 1, json.BytePositionInLine + 1)
                : ProblemTexts.NoJsonObject;
        }

        var endpoint = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint();
        var body = (bad as UnreadableBodyException)?.Body ?? endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
        var options = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        return PageText.Format(ProblemTexts.WrongType, body is null ? "" : ExpectedValue.Describe(body, json.Path!, options)).TrimEnd();
    }
}

/// <summary>A body that a handler reads itself, and that does not fit its type.</summary>
internal sealed class UnreadableBodyException(Type body, JsonException fault) : BadHttpRequestException("The body does not fit its type.", fault)
{
    public Type Body => body;
}
