using System.Text.Json;
using Darkroom.Generations;
using Microsoft.AspNetCore.Diagnostics;

namespace Darkroom.Server.Http;

/// <summary>Bodies and parameters that cannot be read become problems that name the place and what would be right.</summary>
internal sealed class BadRequests : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if ((exception as BadHttpRequestException ?? UnknownPartCharset(httpContext.Request, exception)) is not { } bad)
        {
            return false;
        }

        var problem = bad switch
        {
            { StatusCode: StatusCodes.Status415UnsupportedMediaType } => Problems.From(
                bad.StatusCode, FailureCode.InvalidRequest, "Not JSON.", "Send JSON, with the header Content-Type: application/json."),
            { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problems.From(
                bad.StatusCode, FailureCode.InvalidRequest, "Too large.", Problems.TooLarge(httpContext)),
            { InnerException: JsonException json } => Problems.Invalid(new ValidationError(Place(json), Reason(json))),
            _ when httpContext.Request.HasFormContentType => Problems.Invalid(
                new ValidationError("body", "The form could not be read. Send it again, whole, as its page does.")),
            _ => Problems.Invalid(new ValidationError("body", "One JSON object is needed, such as {\"prompt\": \"a lighthouse at sunset\"}.")),
        };
        IResult answer = ErrorPage.IsWanted(httpContext.Request)
            ? ErrorPage.Create(problem.StatusCode, problem.ProblemDetails.Detail ?? "", ErrorPage.BackOf(httpContext.Request))
            : problem;
        await answer.ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>A part of a form may name a charset too. For UTF-7 the framework throws what it does not catch.</summary>
    private static BadHttpRequestException? UnknownPartCharset(HttpRequest request, Exception exception) =>
        request.HasFormContentType && exception is NotSupportedException { Source: "System.Private.CoreLib" }
            ? new BadHttpRequestException("A part of the form names a charset that is not supported.", exception)
            : null;

    private static string Place(JsonException json) =>
        json.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : "body";

    private static string Reason(JsonException json) => Place(json) == "body"
        ? $"It is not one JSON object{(json.LineNumber is { } line ? $" (line {line + 1}, byte {json.BytePositionInLine + 1})" : "")}."
        : $"Its value has the wrong type. {Expected(json)}";

    private static string Expected(JsonException json) => Place(json).Split('.')[^1] switch
    {
        "approval" => "Write pending, approved or rejected.",
        "shape" => "Write square, portrait or landscape.",
        "expires_at" => "Write a time such as 2026-03-01T12:00:00Z.",
        "x" or "y" => "Write a number from 0 to 1.",
        "brief" or "look" or "logo" or "font" or "focus" => "Write an object, or leave it out.",
        "copy" or "headlines" or "calls_to_action" or "formats" or "words_to_avoid" or "custom_sizes" or "cells" => "Write a list.",
        "images" => "Write a list of texts: data URLs or ids of images.",
        "n" or "partial_images" or "seed" or "version" or "concepts" or "concept" => "Write a whole number, without quotes.",
        _ => "Write a text in quotes, in valid Unicode.",
    };
}
