namespace Darkroom.Server.Http;

/// <summary>Adds headers that make a browser block what this site never does. They are added last, so that errors have them too.</summary>
internal static class SecurityHeaders
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; "
        + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /// <summary>Replaces the content security policy of one response.</summary>
    public static void SetPolicy(HttpContext context, string policy) => context.Items[typeof(SecurityHeaders)] = policy;

    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(static response => Add((HttpResponse)response), context.Response);
        return next(context);
    }

    private static Task Add(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = response.HttpContext.Items[typeof(SecurityHeaders)] as string ?? Policy;
        headers.XContentTypeOptions = "nosniff";

        // Not no-referrer: browsers would send "Origin: null" with a form, and the form would be rejected.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");

        // Cacheable responses set their own header. A cached page would show an old state of a run after navigating back.
        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "no-store";
        }

        return Task.CompletedTask;
    }
}
