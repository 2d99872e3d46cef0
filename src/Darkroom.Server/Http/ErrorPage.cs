using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Http;

/// <summary>A form that could not be taken, sent by a page without scripts: said on a page, with the way back.</summary>
internal static class ErrorPage
{
    /// <param name="back">A path of this site.</param>
    public static RazorComponentResult<ErrorPageView> Create(int status, string why, string back) =>
        new(new { Why = why, Back = back }) { StatusCode = status };

    /// <summary>Whether a person sent a form and waits for a page.</summary>
    public static bool IsWanted(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.HasFormContentType
        && request.Headers.Accept.ToString().StartsWith("text/html", StringComparison.Ordinal);

    /// <summary>The page that the form was on; of another site nothing is taken but that there was one.</summary>
    public static string BackOf(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Referer.ToString(), UriKind.Absolute, out var page) && page.Authority == request.Host.Value
        && SiteLinks.BaseOf(request) is var siteBase && page.PathAndQuery.StartsWith(siteBase + "/", StringComparison.Ordinal)
            ? page.PathAndQuery[siteBase.Length..]
            : "/";
}
