using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Http;

/// <summary>Answers that would be empty: a page for a person who is lost, a problem for everything else.</summary>
internal static class NoSuchPage
{
    public static Task HandleAsync(HttpContext context)
    {
        var status = context.Response.StatusCode;
        IResult result = status == StatusCodes.Status404NotFound && IsPerson(context.Request)
            ? Page("There is nothing at this address.")
            : RefusedPage.IsWanted(context.Request)
            ? RefusedPage.Of(status, Problems.DetailOf(status, context), RefusedPage.BackOf(context.Request))
            : TypedResults.Problem(new ProblemDetails { Status = status });
        return result.ExecuteAsync(context);
    }

    public static RazorComponentResult<NoSuchPageView> Page(string what) =>
        new(new { What = what }) { StatusCode = StatusCodes.Status404NotFound };

    private static bool IsPerson(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
}
