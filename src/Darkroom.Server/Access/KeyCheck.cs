using Darkroom.Server.Http;

namespace Darkroom.Server.Access;

/// <summary>With an access key set, lets in who shows it: as a bearer token, or by the cookie of the login page.</summary>
internal static class KeyCheck
{
    private const string Bearer = "Bearer ";

    public static Task RunAsync(HttpContext context, RequestDelegate next)
    {
        var access = context.RequestServices.GetRequiredService<AccessKey>();
        if (!access.Required || IsOpen(context.Request.Path) || IsLetIn(context.Request, access))
        {
            return next(context);
        }

        // A person is sent to the login page and comes back; a program is told.
        if (HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
        {
            var back = context.Request.Path + context.Request.QueryString;
            return TypedResults.LocalRedirect($"~/login?back={Uri.EscapeDataString(back)}").ExecuteAsync(context);
        }

        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"Darkroom\"";
        return Problems.Of(
            StatusCodes.Status401Unauthorized,
            FailureCode.Authentication,
            "The access key is needed.",
            $"Send the server's DARKROOM_ACCESS_KEY as Authorization: Bearer …, or open {SiteLinks.BaseOf(context.Request)}/login in a browser.")
            .ExecuteAsync(context);
    }

    /// <summary>
    /// Health for whoever watches the server; the login page and what it looks like; review links, which carry a secret of their own.
    /// </summary>
    private static bool IsOpen(PathString path) =>
        path.StartsWithSegments("/health") || path.Equals("/login", StringComparison.Ordinal) || path.StartsWithSegments("/assets")
        || path.StartsWithSegments("/review") || path.StartsWithSegments("/api/review");

    private static bool IsLetIn(HttpRequest request, AccessKey access)
    {
        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? access.Opens(authorization[Bearer.Length..].Trim())
            : access.IsSession(request.Cookies[AccessKey.Cookie]);
    }
}
