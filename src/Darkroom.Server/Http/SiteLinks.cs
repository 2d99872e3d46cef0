using System.Text.Json.Serialization.Metadata;

namespace Darkroom.Server.Http;

/// <summary>
/// Creates addresses of this site for the client of the current request. Inside the server and in its store, addresses begin at the site's
/// root (<see cref="PublicPaths"/>); what leaves the server is prefixed with the path that the site is served below. Scripts use
/// <c>Browser/shared/site.ts</c>.
/// </summary>
internal sealed class SiteLinks(IHttpContextAccessor current)
{
    private string Base => current.HttpContext is { } context ? BaseOf(context.Request) : "";

    /// <summary>Returns the address of a path such as <c>/gallery</c>, for a link, a form or an image.</summary>
    public string To(string path) => Base + path;

    /// <inheritdoc cref="To(string)"/>
    public string? ToOptional(string? path) => path is null ? null : To(path);

    /// <summary>Returns the prefix of every address of the site; empty if the site is at the root of a host.</summary>
    public static string BaseOf(HttpRequest request) => request.PathBase.ToUriComponent();

    /// <summary>Returns a query with its question mark, without the parameters that are null or empty; empty if all are.</summary>
    public static string QueryOf(params IEnumerable<(string Name, string? Value)> parameters) => QueryString.Create(
        parameters.Where(parameter => !string.IsNullOrEmpty(parameter.Value)).Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value))).ToString();

    /// <summary>Adds the prefix to the paths of a stored event: the properties named <c>url</c> or <c>…_url</c>.</summary>
    /// <param name="json">The event. Quotes inside its strings are escaped, so that only the property names match.</param>
    public static string Address(string json, string siteBase) =>
        siteBase.Length == 0 ? json : json.Replace("url\":\"/", $"url\":\"{siteBase}/", StringComparison.Ordinal);

    /// <summary>Adds the prefix to the paths in JSON responses: the string properties named <c>url</c> or <c>…_url</c>.</summary>
    public void Address(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property is { Get: { } get, PropertyType: var propertyType } && propertyType == typeof(string)
                && (property.Name == "url" || property.Name.EndsWith("_url", StringComparison.Ordinal)))
            {
                property.Get = owner => get(owner) is string text ? text.StartsWith('/') ? To(text) : text : null;
            }
        }
    }
}
