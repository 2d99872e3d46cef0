using Darkroom.Keys;

namespace Darkroom.Server.Access;

/// <summary>
/// Checks the key of a request: an API key wherever one is sent, and, if an access key is set, that one as a bearer token or a session that the login
/// page started.
/// </summary>
internal static class KeyCheck
{
    private const string Bearer = "Bearer ";
    private const string Challenge = "Bearer realm=\"Darkroom\"";

    public static async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        var services = context.RequestServices;
        var access = services.GetRequiredService<AccessKey>();
        var authorization = context.Request.Headers.Authorization.ToString();
        var bearer = authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : null;
        if (bearer is not null && ApiKeys.IsKey(bearer) && !IsOpen(context.Request.Path) && !access.Matches(bearer))
        {
            await CheckApiKeyAsync(bearer, context, next);
        }
        else if (!access.Required)
        {
            await AdmitAsync(context, services.GetRequiredService<OperatorRule>().WithoutKey(context), next);
        }
        else if (IsOpen(context.Request.Path))
        {
            await next(context);
        }
        else if (bearer is not null)
        {
            await (access.Matches(bearer) ? AdmitAsync(context, OperatorRule.WithKey, next) : RejectKeyAsync(context, "wrong access key", WrongKeyAsync));
        }
        else
        {
            await (await services.GetRequiredService<Sessions>().AdmitsAsync(context) ? AdmitAsync(context, OperatorRule.Allowed, next) : RequireKeyAsync(context));
        }
    }

    /// <summary>
    /// Returns true for the paths that need no key: health checks, the login page and its assets, and review links, share links, images of
    /// answers and downloads, which have their own secret. SECURITY.md lists the routes.
    /// </summary>
    public static bool IsOpen(PathString path) =>
        path.StartsWithSegments("/health") || path.Equals("/login", StringComparison.Ordinal) || path.StartsWithSegments("/assets")
        || path.StartsWithSegments("/review") || path.StartsWithSegments("/api/review")
        || path.StartsWithSegments("/v1/files") || path.StartsWithSegments("/downloads") || path.StartsWithSegments("/s");

    private static async Task CheckApiKeyAsync(string bearer, HttpContext context, RequestDelegate next)
    {
        var services = context.RequestServices;
        var key = await services.GetRequiredService<ApiKeys>().FindAsync(bearer, context.RequestAborted);
        if (key is null)
        {
            await RejectKeyAsync(context, "wrong API key", UnknownApiKeyAsync);
            return;
        }

        if (!key.IsActive(services.GetRequiredService<TimeProvider>().GetUtcNow()))
        {
            await RejectKeyAsync(context, "revoked or expired API key", EndedApiKeyAsync);
            return;
        }

        if (RouteScopes.Refuse(context, key) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        context.Features.Set(new Caller(key));
        await AdmitAsync(context, OperatorRule.WithApiKey(key), next);
    }

    private static Task AdmitAsync(HttpContext context, Operator decision, RequestDelegate next)
    {
        context.Features.Set(decision);
        ConnectionGate.Admit(context);
        return RouteScopes.Refuse(context, decision) is { } refusal ? refusal.ExecuteAsync(context) : next(context);
    }

    /// <param name="reason">A constant text for the log.</param>
    /// <param name="reject">Answers as long as there are not too many wrong keys.</param>
    private static Task RejectKeyAsync(HttpContext context, string reason, Func<HttpContext, Task> reject)
    {
        var wait = context.RequestServices.GetRequiredService<KeyThrottle>().CountWrong(context.Connection.RemoteIpAddress);
        context.RequestServices.GetRequiredService<SecurityLog>().Refused(context, wait is null ? reason : "too many wrong keys");
        return wait is { } time ? Problems.TooManyKeys(time).ExecuteAsync(context) : reject(context);
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

    private static Task UnauthorizedAsync(HttpContext context) =>
        UnauthorizedAsync(context, Challenge, ProblemTexts.KeyRequired, PageText.Format(ProblemTexts.KeyRequiredDetail, SiteLinks.BaseOf(context.Request)));

    private static Task WrongKeyAsync(HttpContext context) =>
        UnauthorizedAsync(context, $"{Challenge}, error=\"invalid_token\"", ProblemTexts.KeyWrong, ProblemTexts.KeyWrongDetail);

    private static Task UnknownApiKeyAsync(HttpContext context) =>
        UnauthorizedAsync(context, $"{Challenge}, error=\"invalid_token\"", ProblemTexts.ApiKeyUnknown, ProblemTexts.ApiKeyUnknownDetail);

    private static Task EndedApiKeyAsync(HttpContext context) =>
        UnauthorizedAsync(context, $"{Challenge}, error=\"invalid_token\"", ProblemTexts.ApiKeyEnded, ProblemTexts.ApiKeyEndedDetail);

    private static Task UnauthorizedAsync(HttpContext context, string challenge, string title, string detail)
    {
        context.Response.Headers.WWWAuthenticate = challenge;
        return Problems.From(StatusCodes.Status401Unauthorized, FailureCode.Authentication, title, detail).ExecuteAsync(context);
    }
}
