using Darkroom.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Access;

/// <summary>The page where a person shows the access key once, for a cookie.</summary>
internal static class Login
{
    public static void MapLogin(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/login", Show).ExcludeFromDescription();

        // OriginCheck stands where an antiforgery token would.
        routes.MapPost("/login", Enter).DisableAntiforgery().ExcludeFromDescription();
        routes.MapPost("/logout", Leave).DisableAntiforgery().ExcludeFromDescription();
    }

    private static IResult Show(string? back, AccessKey access) =>
        access.Required ? Page(back, null) : TypedResults.LocalRedirect("~/");

    private static IResult Enter(
        [FromForm] string? key, [FromForm] string? back, HttpContext context, AccessKey access, LoginThrottle throttle)
    {
        if (!access.Required)
        {
            return TypedResults.LocalRedirect("~/");
        }

        if (!throttle.Admits(context))
        {
            return Page(back, "Too many attempts. Wait a minute and try again.", StatusCodes.Status429TooManyRequests);
        }

        if (!access.Opens(key))
        {
            return Page(back, "That is not the access key of this server.", StatusCodes.Status401Unauthorized);
        }

        context.Response.Cookies.Append(AccessKey.Cookie, access.NewSession(), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            MaxAge = AccessKey.SessionLength,
            Path = SitePath.ForCookies(context.Request),
        });
        return new SeeOther(LocalOrHome(back));
    }

    private static SeeOther Leave(HttpContext context)
    {
        context.Response.Cookies.Delete(AccessKey.Cookie, new CookieOptions { Path = SitePath.ForCookies(context.Request) });
        return new SeeOther("/login");
    }

    private static RazorComponentResult<LoginPage> Page(string? back, string? message, int status = StatusCodes.Status200OK) =>
        new(new { Back = LocalOrHome(back), Message = message }) { StatusCode = status };

    /// <summary>Only addresses of this server: the way back must not lead elsewhere.</summary>
    private static string LocalOrHome(string? back) =>
        back is ['/', ..] and not ['/', '/' or '\\', ..] && back.All(one => one is > ' ' and <= '~') ? back : "/";
}
