namespace Darkroom.Server.Access;

/// <summary>If an access key is set, requires it as a bearer token, or a session that the login page started.</summary>
internal static class KeyCheck
{
    private const string Bearer = "Bearer ";

    public static async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        var services = context.RequestServices;
        var access = services.GetRequiredService<AccessKey>();
        if (!access.Required)
        {
            await AdmitAsync(context, services.GetRequiredService<OperatorRule>().WithoutKey(context), next);
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
            await (access.Matches(authorization[Bearer.Length..].Trim()) ? AdmitAsync(context, OperatorRule.WithKey, next) : RejectKeyAsync(context));
            return;
        }

        await (await services.GetRequiredService<Sessions>().AdmitsAsync(context) ? AdmitAsync(context, OperatorRule.Allowed, next) : RequireKeyAsync(context));
    }

    private static Task AdmitAsync(HttpContext context, Operator decision, RequestDelegate next)
    {
        context.Features.Set(decision);
        ConnectionGate.Admit(context);
        return next(context);
    }

    /// <summary>
    /// Returns true for the paths that need no key: health checks, the login page and its assets, and review links, share links, images of
    /// answers and downloads, which have their own secret. SECURITY.md lists the routes.
    /// </summary>
    public static bool IsOpen(PathString path) =>
        path.StartsWithSegments("/health") || path.Equals("/login", StringComparison.Ordinal) || path.StartsWithSegments("/assets")
        || path.StartsWithSegments("/review") || path.StartsWithSegments("/api/review")
        || path.StartsWithSegments("/v1/files") || path.StartsWithSegments("/downloads") || path.StartsWithSegments("/s");

    private static Task RejectKeyAsync(HttpContext context)
    {
        var wait = context.RequestServices.GetRequiredService<KeyThrottle>().CountWrong(context.Connection.RemoteIpAddress);
        context.RequestServices.GetRequiredService<SecurityLog>().Refused(context, wait is null ? "wrong access key" : "too many wrong access keys");
        return wait is { } time ? Problems.TooManyKeys(time).ExecuteAsync(context) : UnauthorizedAsync(context);
    }

    /// <summary>Sends a browser to the login page, which leads back; every other client gets a problem.</summary>
    private static Task RequireKeyAsync(HttpContext context)
    {
        var request = context.Request;
        context.RequestServices.GetRequiredService<SecurityLog>().Refused(
            context, request.Cookies.ContainsKey(Sessions.Cookie) ? "unknown or ended session" : "no access key");
        if (ErrorPage.IsWanted(request))
        {
            // What was shared with the installed site comes from no page: its own page says to share it again.
            var back = request.Path.Equals(WebManifest.ShareTargetPath, StringComparison.Ordinal) ? WebManifest.ShareTargetPath : ErrorPage.BackOf(request);
            return new SeeOther(LoginAt(back)).ExecuteAsync(context);
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
            ProblemTexts.KeyRequired,
            PageText.Format(ProblemTexts.KeyRequiredDetail, SiteLinks.BaseOf(context.Request)))
            .ExecuteAsync(context);
    }
}
