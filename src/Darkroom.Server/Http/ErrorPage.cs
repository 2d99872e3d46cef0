using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Http;

/// <summary>The page that says why a form of a page without scripts was rejected.</summary>
internal static class ErrorPage
{
    /// <param name="back">The page of the form, as a path of this site.</param>
    public static RazorComponentResult<ErrorPageView> Create(int status, string reason, string back) =>
        new(new { Reason = reason, Back = back }) { StatusCode = status };

    /// <summary>Returns true if a browser sent a form and expects a page.</summary>
    public static bool IsWanted(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.HasFormContentType
        && request.Headers.Accept.ToString().StartsWith("text/html", StringComparison.Ordinal);

    /// <summary>Returns the path of the page that sent the form; "/" if it belongs to another site.</summary>
    public static string BackOf(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Referer.ToString(), UriKind.Absolute, out var page) && page.Authority == request.Host.Value
        && SiteLinks.BaseOf(request) is var siteBase && page.PathAndQuery.StartsWith(siteBase + "/", StringComparison.Ordinal)
            ? page.PathAndQuery[siteBase.Length..]
            : "/";
}
