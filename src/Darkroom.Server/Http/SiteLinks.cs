using System.Text.Json.Serialization.Metadata;

namespace Darkroom.Server.Http;

/// <summary>
/// Addresses of this site as the client of the current request reaches them. Inside the server, and in what it stores, addresses begin
/// at the site's root (<see cref="PublicPaths"/>); only what leaves the server gets the path that the site is served below. Scripts
/// use <c>Browser/shared/site.ts</c>.
/// </summary>
internal sealed class SiteLinks(IHttpContextAccessor current)
{
    private string Base => current.HttpContext is { } context ? BaseOf(context.Request) : "";

    /// <summary>The address of a path such as <c>/gallery</c>, for a link, a form or an image.</summary>
    public string To(string path) => Base + path;

    /// <inheritdoc cref="To(string)"/>
    public string? ToOptional(string? path) => path is null ? null : To(path);

    /// <summary>What every address of the site begins with for this client; empty at the root of a host.</summary>
    public static string BaseOf(HttpRequest request) => request.PathBase.ToUriComponent();

    /// <summary>A stored event for this client: its properties named <c>url</c> or <c>…_url</c> hold paths.</summary>
    /// <param name="json">As the log has it. Quotes inside its texts are escaped, so the name with its quotes is found nowhere else.</param>
    /// <param name="siteBase">See <see cref="BaseOf"/>.</param>
    public static string Address(string json, string siteBase) =>
        siteBase.Length == 0 ? json : json.Replace("url\":\"/", $"url\":\"{siteBase}/", StringComparison.Ordinal);

    /// <summary>Makes answers in JSON name whole paths: every text property named <c>url</c> or <c>…_url</c> that holds a path.</summary>
    public void Address(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property is { Get: { } get, PropertyType: var of } && of == typeof(string)
                && (property.Name == "url" || property.Name.EndsWith("_url", StringComparison.Ordinal)))
            {
                property.Get = owner => get(owner) is string text ? text.StartsWith('/') ? To(text) : text : null;
            }
        }
    }
}
