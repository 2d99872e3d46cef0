using Darkroom.Server.Http;

namespace Darkroom.Server.Access;

/// <summary>With an access key set, lets in who shows it: as a bearer token, or by the cookie of the login page.</summary>
internal static class KeyCheck
{
    private const string Bearer = "Bearer ";

    public static async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        var services = context.RequestServices;
        var access = services.GetRequiredService<AccessKey>();
        if (!access.Required)
        {
            await AdmitAsync(context, next);
            return;
        }

        if (IsOpen(context.Request.Path))
        {
            await next(context);
            return;
        }

        var authorization = context.Request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            await (access.Opens(authorization[Bearer.Length..].Trim()) ? AdmitAsync(context, next) : RefuseKeyAsync(context));
            return;
        }

        await (await services.GetRequiredService<Sessions>().AdmitsAsync(context) ? AdmitAsync(context, next) : AskForKeyAsync(context));
    }

    private static Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        ConnectionGate.Admit(context);
        return next(context);
    }

    /// <summary>
    /// Health for programs that watch the server; the login page and what it looks like; review links, which carry a secret of their own.
    /// SECURITY.md lists the routes.
    /// </summary>
    public static bool IsOpen(PathString path) =>
        path.StartsWithSegments("/health") || path.Equals("/login", StringComparison.Ordinal) || path.StartsWithSegments("/assets")
        || path.StartsWithSegments("/review") || path.StartsWithSegments("/api/review");

    private static Task RefuseKeyAsync(HttpContext context)
    {
        var wait = context.RequestServices.GetRequiredService<KeyThrottle>().Wrong(context.Connection.RemoteIpAddress);
        context.RequestServices.GetRequiredService<SecurityLog>().Refused(context, wait is null ? "wrong access key" : "too many wrong access keys");
        return wait is { } time ? Problems.TooManyKeys(time).ExecuteAsync(context) : UnauthorizedAsync(context);
    }

    /// <summary>A person is sent to the login page and comes back; a program gets a problem.</summary>
    private static Task AskForKeyAsync(HttpContext context)
    {
        var request = context.Request;
        context.RequestServices.GetRequiredService<SecurityLog>().Refused(
            context, request.Cookies.ContainsKey(Sessions.Cookie) ? "unknown or ended session" : "no access key");
        if (ErrorPage.IsWanted(request))
        {
            return new SeeOther(LoginAt(ErrorPage.BackOf(request))).ExecuteAsync(context);
        }

        return (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
            ? TypedResults.LocalRedirect($"~{LoginAt(request.Path + request.QueryString)}").ExecuteAsync(context)
            : UnauthorizedAsync(context);
    }

    private static string LoginAt(string back) => $"/login?back={Uri.EscapeDataString(back)}";

    private static Task UnauthorizedAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"Darkroom\"";
        return Problems.From(
            StatusCodes.Status401Unauthorized,
            FailureCode.Authentication,
            "The access key is needed.",
            $"Send the server's DARKROOM_ACCESS_KEY as Authorization: Bearer …, or open {SiteLinks.BaseOf(context.Request)}/login in a browser.")
            .ExecuteAsync(context);
    }
}
