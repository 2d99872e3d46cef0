namespace Darkroom.Server.Http;

/// <summary>The address of the site for browsers: <c>Access:PublicUrl</c> if it is set, else that of the request.</summary>
/// <param name="pathBase">The path that the site is served below, for what is sent without a request; null for the root of its host.</param>
/// <param name="needsKey">Whether there is an access key.</param>
internal sealed class PublicAddress(Uri? publicUrl, string? pathBase = null, bool needsKey = false)
{
    /// <summary>Whether most addresses can be read only with the access key.</summary>
    public bool NeedsKey => needsKey;

    /// <summary>True if the address is known without a request.</summary>
    public bool IsKnown => publicUrl is not null;

    /// <summary>What the addresses in a message begin with that no request asked for: without a public address, only the path.</summary>
    public string Root => publicUrl?.AbsoluteUri.TrimEnd('/') ?? pathBase ?? "";

    /// <summary>Returns the absolute address of a path of this site.</summary>
    public string From(HttpRequest request, string path) => publicUrl is not null
        ? publicUrl.AbsoluteUri.TrimEnd('/') + path
        : $"{(request.IsHttps ? "https" : "http")}://{request.Host}{request.PathBase}{path}";

    /// <summary>Returns true if the site is served over HTTPS, so that cookies must be secure.</summary>
    public bool IsHttps(HttpRequest request) => publicUrl is null ? request.IsHttps : publicUrl.Scheme == Uri.UriSchemeHttps || request.IsHttps;

    /// <summary>Returns true if an <c>Origin</c> header names this site.</summary>
    public bool IsOwn(string? origin, HttpRequest request)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps) || uri.UserInfo.Length > 0 || uri.PathAndQuery != "/")
        {
            return false;
        }

        // Without a public URL the scheme is not compared: behind a proxy that terminates TLS only the proxy knows it.
        return (publicUrl is not null && uri.GetLeftPart(UriPartial.Authority) == publicUrl.GetLeftPart(UriPartial.Authority))
            || (uri.Host.Equals(request.Host.Host, StringComparison.OrdinalIgnoreCase) && uri.Port == (request.Host.Port ?? DefaultPortOf(uri.Scheme)));
    }

    private static int DefaultPortOf(string scheme) => scheme == Uri.UriSchemeHttps ? 443 : 80;
}
