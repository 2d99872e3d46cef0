using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

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
            { InnerException: JsonException json } => Problems.Invalid(new ValidationError(FieldOf(json), ReasonOf(json))),
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

    private static string ReasonOf(JsonException json) => FieldOf(json) == "body"
        ? $"It is not a JSON object{(json.LineNumber is { } line ? $" (line {line + 1}, byte {json.BytePositionInLine + 1})" : "")}."
        : $"Its value has the wrong type. {Expected(json)}";

    private static string Expected(JsonException json) => FieldOf(json).Split('.')[^1] switch
    {
        "approval" => "Write pending, approved or rejected.",
        "kind" when FieldOf(json) is "kind" or "brief.kind" => "Write thing, food, place, person, event or app.",
        "shape" => "Write square, portrait or landscape.",
        "expires_at" => "Write a time such as 2026-03-01T12:00:00Z.",
        "x" or "y" => "Write a number from 0 to 1.",
        "brief" or "look" or "logo" or "font" or "focus" => "Write an object, or leave it out.",
        "copy" or "headlines" or "calls_to_action" or "formats" or "words_to_avoid" or "custom_sizes" or "cells" or "runs" or "also_on" or "loras" => "Write a list.",
        "expand" or "starred" => "Write true or false.",
        "request" or "settings" or "options" or "fields" => "Write an object.",
        "images" => "Write a list of texts: data URLs or ids of images.",
        "n" or "partial_images" or "seed" or "output_compression" or "steps" or "clip_skip" or "version" or "concepts" or "concept" =>
            "Write a whole number, without quotes.",
        "guidance" or "strength" or "weight" => "Write a number, without quotes.",
        _ => "Write a text in quotes, in valid Unicode.",
    };
}
