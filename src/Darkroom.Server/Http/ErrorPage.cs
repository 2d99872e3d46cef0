using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Http;

/// <summary>Pages that explain an error: nothing at the address, or a rejected form of a page without scripts.</summary>
internal static class ErrorPage
{
    /// <summary>Fills in responses that would be empty: a page for a browser, a problem for every other client.</summary>
    public static Task FillInAsync(HttpContext context)
    {
        var status = context.Response.StatusCode;
        IResult result = status == StatusCodes.Status404NotFound && IsBrowser(context.Request) ? NotFound(SiteTexts.NothingHere)
            : IsWanted(context.Request) ? Create(status, Problems.DetailOf(status, context), BackOf(context.Request))
            : TypedResults.Problem(new ProblemDetails { Status = status });
        return result.ExecuteAsync(context);
    }

    public static RazorComponentResult<NotFoundPageView> NotFound(string message) =>
        new(new { Message = message }) { StatusCode = StatusCodes.Status404NotFound };

    /// <param name="back">The page of the form, as a path of this site.</param>
    public static RazorComponentResult<ErrorPageView> Create(int status, string reason, string back) =>
        new(new { Reason = reason, Back = back }) { StatusCode = status };

    /// <summary>Returns true if a browser sent a form and expects a page.</summary>
    public static bool IsWanted(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.HasFormContentType
        && request.Headers.Accept.ToString().StartsWith("text/html", StringComparison.Ordinal);

    /// <summary>Returns true if a browser asks for a page.</summary>
    public static bool IsBrowser(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);

    /// <summary>Returns the path of the page that sent the form; "/" if it belongs to another site.</summary>
    public static string BackOf(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Referer.ToString(), UriKind.Absolute, out var page) && page.Authority == request.Host.Value
        && SiteLinks.BaseOf(request) is var siteBase && page.PathAndQuery.StartsWith(siteBase + "/", StringComparison.Ordinal)
            ? page.PathAndQuery[siteBase.Length..]
            : "/";
}
