using Darkroom.Server.Http;

namespace Darkroom.Server.Access;

/// <summary>
/// Refuses writes that a browser sends on behalf of another site. Programs send neither header and are not concerned.
/// </summary>
internal static class OriginCheck
{
    public static Task RunAsync(HttpContext context, RequestDelegate next) =>
        IsRead(context.Request.Method) || IsOwn(context.Request)
            ? next(context)
            : Problems.Of(
                StatusCodes.Status403Forbidden,
                FailureCode.Permission,
                "Not from another site.",
                "Pages of other sites may not change anything here. If this is your own page behind a proxy, let the proxy pass on the Host header.")
                .ExecuteAsync(context);

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static bool IsOwn(HttpRequest request)
    {
        if (request.Headers.Origin is { Count: > 0 } origins)
        {
            // The scheme is left out: behind a proxy that ends TLS only the proxy knows it.
            return Uri.TryCreate(origins.ToString(), UriKind.Absolute, out var origin)
                && origin.Authority.Equals(WithoutDefaultPort(request, origin), StringComparison.OrdinalIgnoreCase);
        }

        return request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none";
    }

    private static string WithoutDefaultPort(HttpRequest request, Uri origin) =>
        request.Host.Port is { } port && new UriBuilder(origin.Scheme, request.Host.Host, port).Uri.IsDefaultPort
            ? request.Host.Host
            : request.Host.Value ?? "";
}
