using Darkroom.Server.Access.Pages;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Access;

/// <summary>The login page, which exchanges the access key for a session cookie.</summary>
internal static class Login
{
    public static void MapLogin(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/login", HttpSetup.Reads, Show).ExcludeFromDescription();

        // OriginCheck replaces antiforgery tokens.
        routes.MapPost("/login", LogInAsync).DisableAntiforgery().ExcludeFromDescription();
        routes.MapPost("/logout", LogOutAsync).DisableAntiforgery().ExcludeFromDescription();
    }

    private static IResult Show(string? back, AccessKey access) =>
        access.Required ? Page(back, null) : TypedResults.LocalRedirect("~/");

    private static async Task<IResult> LogInAsync(
        [FromForm] string? key, [FromForm] string? back, HttpContext context, AccessKey access, Sessions sessions, KeyThrottle throttle, SecurityLog log)
    {
        if (!access.Required)
        {
            return TypedResults.LocalRedirect("~/");
        }

        if (!access.Matches(key))
        {
            var wait = throttle.CountWrong(context.Connection.RemoteIpAddress);
            log.Refused(context, wait is null ? "wrong access key" : "too many wrong access keys");
            return wait is null
                ? Page(back, AccessTexts.WrongKey, StatusCodes.Status401Unauthorized)
                : Page(back, AccessTexts.TooManyAttempts, StatusCodes.Status429TooManyRequests);
        }

        await sessions.BeginAsync(context);
        log.LoggedIn(context);
        return new SeeOther(LocalOrHome(back));
    }

    private static async Task<IResult> LogOutAsync(HttpContext context, AccessKey access, Sessions sessions, SecurityLog log)
    {
        if (await sessions.EndAsync(context))
        {
            log.LoggedOut(context);
        }

        return new SeeOther(access.Required ? "/login" : "/");
    }

    private static RazorComponentResult<LoginPage> Page(string? back, string? message, int status = StatusCodes.Status200OK) =>
        new(new { Back = LocalOrHome(back), Message = message }) { StatusCode = status };

    /// <summary>Returns a path of this site: a redirect after the login must not lead elsewhere.</summary>
    private static string LocalOrHome(string? back) =>
        back is ['/', ..] and not ['/', '/' or '\\', ..] && back.All(character => character is > ' ' and <= '~') ? back : "/";
}
