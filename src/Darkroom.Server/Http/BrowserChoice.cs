namespace Darkroom.Server.Http;

/// <summary>Stores what a person chose for one browser in a cookie, so that the first paint has it.</summary>
internal static class BrowserChoice
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    /// <param name="value">Null to remove the choice.</param>
    public static void Store(HttpContext context, string cookie, string? value, PublicAddress address)
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
