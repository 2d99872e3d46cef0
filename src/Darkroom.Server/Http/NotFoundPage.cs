using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Http;

/// <summary>Fills in responses that would be empty: a page for a browser, a problem for every other client.</summary>
internal static class NotFoundPage
{
    public static Task HandleAsync(HttpContext context)
    {
        var status = context.Response.StatusCode;
        IResult result = status == StatusCodes.Status404NotFound && IsBrowser(context.Request)
            ? Page(SiteTexts.NothingHere)
            : ErrorPage.IsWanted(context.Request)
            ? ErrorPage.Create(status, Problems.DetailOf(status, context), ErrorPage.BackOf(context.Request))
            : TypedResults.Problem(new ProblemDetails { Status = status });
        return result.ExecuteAsync(context);
    }

    public static RazorComponentResult<NotFoundPageView> Page(string message) =>
        new(new { Message = message }) { StatusCode = StatusCodes.Status404NotFound };

    private static bool IsBrowser(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
}
