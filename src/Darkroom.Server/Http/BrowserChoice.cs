namespace Darkroom.Server.Http;

/// <summary>Choices that a browser keeps for a year in cookies, so that the server can render the first page with them.</summary>
internal static class BrowserChoice
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    /// <param name="value">Null to forget the choice.</param>
    public static void Store(HttpContext context, PublicAddress address, string cookie, string? value)
    {
        var options = new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = address.IsHttps(context.Request),
            Path = SitePath.ForCookies(context.Request),
        };
        if (value is null)
        {
            context.Response.Cookies.Delete(cookie, options);
        }
        else
        {
            options.MaxAge = Lifetime;
            context.Response.Cookies.Append(cookie, value, options);
        }
    }
}
