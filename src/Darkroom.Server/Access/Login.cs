using Darkroom.Server.Access.Pages;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Access;

/// <summary>The page where a person shows the access key once, for a cookie.</summary>
internal static class Login
{
    public static void MapLogin(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/login", HttpSetup.Reads, Show).ExcludeFromDescription();

        // OriginCheck stands where an antiforgery token would.
        routes.MapPost("/login", EnterAsync).DisableAntiforgery().ExcludeFromDescription();
        routes.MapPost("/logout", LeaveAsync).DisableAntiforgery().ExcludeFromDescription();
    }

    private static IResult Show(string? back, AccessKey access) =>
        access.Required ? Page(back, null) : TypedResults.LocalRedirect("~/");

    private static async Task<IResult> EnterAsync(
        [FromForm] string? key, [FromForm] string? back, HttpContext context, AccessKey access, Sessions sessions, KeyThrottle throttle, SecurityLog log)
    {
        if (!access.Required)
        {
            return TypedResults.LocalRedirect("~/");
        }

        if (!access.Opens(key))
        {
            var wait = throttle.Wrong(context.Connection.RemoteIpAddress);
            log.Refused(context, wait is null ? "wrong access key" : "too many wrong access keys");
            return wait is null
                ? Page(back, "That is not the access key of this server.", StatusCodes.Status401Unauthorized)
                : Page(back, "That is not the access key of this server, and there were too many attempts. Wait a minute before the next one.", StatusCodes.Status429TooManyRequests);
        }

        await sessions.BeginAsync(context);
        log.LoggedIn(context);
        return new SeeOther(LocalOrHome(back));
    }

    private static async Task<IResult> LeaveAsync(HttpContext context, AccessKey access, Sessions sessions, SecurityLog log)
    {
        if (await sessions.EndAsync(context))
        {
            log.LoggedOut(context);
        }

        return new SeeOther(access.Required ? "/login" : "/");
    }

    private static RazorComponentResult<LoginPage> Page(string? back, string? message, int status = StatusCodes.Status200OK) =>
        new(new { Back = LocalOrHome(back), Message = message }) { StatusCode = status };

    /// <summary>Only addresses of this server: the way back must not lead elsewhere.</summary>
    private static string LocalOrHome(string? back) =>
        back is ['/', ..] and not ['/', '/' or '\\', ..] && back.All(one => one is > ' ' and <= '~') ? back : "/";
}
