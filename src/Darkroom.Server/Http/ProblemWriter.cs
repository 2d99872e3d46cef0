using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Darkroom.Server.Http;

/// <summary>
/// Writes every problem as JSON, whatever the client accepts: the framework's own writer sends incomplete problems to a client that accepts
/// only HTML or an image.
/// </summary>
internal sealed class ProblemWriter(IOptions<JsonOptions> json) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var (http, problem) = (context.HttpContext, context.ProblemDetails);
        problem.Status ??= http.Response.StatusCode;
        problem.Title ??= ReasonPhrases.GetReasonPhrase(problem.Status.Value);
        if (OpenAiError.IsFor(http.Request))
        {
            await OpenAiError.From(problem).ExecuteAsync(http);
            return;
        }

        Problems.Complete(http, problem);
        await http.Response.WriteAsJsonAsync(problem, json.Value.SerializerOptions, "application/problem+json", CancellationToken.None);
    }
}
