namespace Darkroom.Server.Http;

/// <summary>The theme that a browser chose, in a cookie, so that the first paint has it. Without one, pages follow the system.</summary>
internal static class Theme
{
    public const string Dark = "dark";
    public const string Light = "light";

    /// <summary>The colours behind pages, for what a browser draws around them.</summary>
    public const string DarkGround = "#14110f";

    /// <inheritdoc cref="DarkGround"/>
    public const string LightGround = "#faf8f5";

    private const string Cookie = "darkroom_theme";

    /// <summary>Returns the chosen theme; null to follow the system.</summary>
    public static string? Of(HttpRequest? request) => request?.Cookies[Cookie] switch
    {
        Dark => Dark,
        Light => Light,
        _ => null,
    };

    /// <summary>Stores the theme in the browser. Any other name than those of the themes makes it follow the system.</summary>
    public static void Choose(HttpContext context, string? name, PublicAddress address) =>
        BrowserChoice.Store(context, Cookie, name is Dark or Light ? name : null, address);
}
