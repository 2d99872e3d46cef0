using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Http;

/// <summary>Answers that would be empty: a page for a person who is lost, a problem for everything else.</summary>
internal static class NotFoundPage
{
    public static Task HandleAsync(HttpContext context)
    {
        var status = context.Response.StatusCode;
        IResult result = status == StatusCodes.Status404NotFound && IsPerson(context.Request)
            ? Page("There is nothing at this address.")
            : ErrorPage.IsWanted(context.Request)
            ? ErrorPage.Create(status, Problems.DetailOf(status, context), ErrorPage.BackOf(context.Request))
            : TypedResults.Problem(new ProblemDetails { Status = status });
        return result.ExecuteAsync(context);
    }

    public static RazorComponentResult<NotFoundPageView> Page(string what) =>
        new(new { What = what }) { StatusCode = StatusCodes.Status404NotFound };

    private static bool IsPerson(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
}
