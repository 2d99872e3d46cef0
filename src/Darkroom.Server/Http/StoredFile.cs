using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Darkroom.Server.Http;

/// <summary>Responses with a stored file: with an entity tag, and in parts if the client asks for a range.</summary>
internal static class StoredFile
{
    /// <summary>For an address whose content never changes: a year, the maximum in practice; private, because an access key may be required.</summary>
    public const string Immutable = "private, max-age=31536000, immutable";

    /// <summary>For an address whose content may change: the entity tag is checked each time.</summary>
    public const string Checked = "private, no-cache";

    /// <param name="tag">Identifies the content, such as its hash.</param>
    /// <param name="attachment">The name to store it by; null to show it.</param>
    public static FileStreamHttpResult Create(
        HttpContext context, Stream content, string mime, string tag, string caching = Immutable, string? attachment = null)
    {
        context.Response.Headers.CacheControl = caching;
        return TypedResults.Stream(content, mime, attachment, entityTag: new EntityTagHeaderValue($"\"{tag}\""), enableRangeProcessing: true);
    }

    /// <summary>Returns whether a request asks for an attachment.</summary>
    public static bool IsDownload(HttpRequest request) => request.Query.ContainsKey("download");

    /// <summary>Returns the file name of an attachment; null if the request does not ask for one with <c>?download</c>.</summary>
    /// <param name="name">The name without an extension.</param>
    public static string? Attachment(HttpRequest request, string name, string mime) =>
        IsDownload(request) ? $"{name}.{(mime == "image/jpeg" ? "jpg" : mime[(mime.IndexOf('/', StringComparison.Ordinal) + 1)..])}" : null;
}
