namespace Darkroom.Server.Access;

/// <summary>
/// Rejects writes that a browser sends for a page of another site, and everything that is for the Model Context Protocol, as that demands. Other clients
/// send neither header and are not affected.
/// </summary>
internal static class OriginCheck
{
    public static Task RunAsync(HttpContext context, RequestDelegate next)
    {
        var allowed = context.RequestServices.GetRequiredService<AllowedOrigins>();
        if (allowed.Admit(context))
        {
            return HttpMethods.IsOptions(context.Request.Method) ? AllowedOrigins.AnswerPreflight(context) : next(context);
        }

        if (IsRead(context.Request) || IsShared(context.Request) || IsOwn(context.Request, context.RequestServices.GetRequiredService<PublicAddress>()))
        {
            return next(context);
        }

        context.RequestServices.GetRequiredService<SecurityLog>().Refused(context, "page of another site");
        return Problems.From(
            StatusCodes.Status403Forbidden,
            FailureCode.Permission,
            ProblemTexts.OriginForbidden,
            ProblemTexts.OriginForbiddenDetail)
            .ExecuteAsync(context);
    }

    private static bool IsRead(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)) && !request.Path.StartsWithSegments("/mcp");

    /// <summary>
    /// True for what the share sheet of the system sends: it comes from no page, which a browser reports as the origin "null" and the site
    /// "none". A page cannot make a browser send both: its own writes without an origin are from the site "cross-site".
    /// </summary>
    private static bool IsShared(HttpRequest request) => request.Path.Equals(WebManifest.ShareTargetPath, StringComparison.Ordinal)
        && request.Headers.Origin.ToString() == "null" && request.Headers["Sec-Fetch-Site"].ToString() == "none";

    private static bool IsOwn(HttpRequest request, PublicAddress address) => request.Headers.Origin is { Count: > 0 } origins
        ? address.IsOwn(origins.ToString(), request)
        : request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none";
}
