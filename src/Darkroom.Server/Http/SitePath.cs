using System.Net;
using System.Text.RegularExpressions;

namespace Darkroom.Server.Http;

/// <summary>
/// Serves the site below a path such as <c>/darkroom</c>: the one in <c>X-Forwarded-Prefix</c> of a trusted proxy, else the one of
/// <c>Http:PathBase</c>. The path is removed from the request's address and becomes the request's <c>PathBase</c>, with which
/// <see cref="SiteLinks"/> prefixes every address that leaves the server.
/// </summary>
internal sealed partial class SitePath(string? pathBase, ImmutableArray<IPNetwork> trustedProxies) : IStartupFilter
{
    private const string Header = "X-Forwarded-Prefix";

    private readonly PathString _configured = new(pathBase);

    /// <summary>Reads the path to serve below, without a slash at its end.</summary>
    /// <returns>Null if the text is not a valid path. An empty text and "/" are the root: an empty path.</returns>
    public static string? Read(string text) => text.TrimEnd('/') is var path && (path.Length == 0 || Allowed().IsMatch(path)) ? path : null;

    /// <summary>Returns the path of cookies: they belong to this site, not to other sites on the same host.</summary>
    public static string ForCookies(HttpRequest request) => request.PathBase.HasValue ? request.PathBase.ToUriComponent() : "/";

    /// <summary>Adds the middleware before the framework's routing.</summary>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(RunAsync);
        next(app);
    };

    private Task RunAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (Forwarded(context) is { } prefix)
        {
            // A proxy that sends a prefix has removed it from the address.
            request.PathBase = new PathString(prefix.Length == 0 ? null : prefix);
        }
        else if (_configured.HasValue)
        {
            if (request.Path.StartsWithSegments(_configured, StringComparison.Ordinal, out var rest))
            {
                request.Path = rest.HasValue ? rest : "/";
            }

            request.PathBase = _configured;
        }

        if (request.PathBase.HasValue)
        {
            context.Response.OnStarting(static response => AddToLocation((HttpResponse)response), context.Response);
        }

        return next(context);
    }

    /// <summary>Returns the prefix of a trusted proxy; null if there is none.</summary>
    private string? Forwarded(HttpContext context) =>
        context.Request.Headers[Header] is [{ } prefix] && context.Connection.RemoteIpAddress is { } sender && IsTrusted(sender) ? Read(prefix) : null;

    private bool IsTrusted(IPAddress sender)
    {
        var address = sender.IsIPv4MappedToIPv6 ? sender.MapToIPv4() : sender;
        return trustedProxies.Any(network => network.Contains(address));
    }

    /// <summary>Adds the prefix to the address of a new resource. Redirects add it themselves.</summary>
    private static Task AddToLocation(HttpResponse response)
    {
        if (response.StatusCode < StatusCodes.Status300MultipleChoices && response.Headers.Location is [['/', ..] location])
        {
            response.Headers.Location = response.HttpContext.Request.PathBase.ToUriComponent() + location;
        }

        return Task.CompletedTask;
    }

    /// <summary>Matches segments of characters that need no escaping in a link, a header, a cookie or JSON.</summary>
    [GeneratedRegex(@"^(?=.{1,200}$)(/(?!\.{1,2}(/|$))[A-Za-z0-9._~-]+)+$")]
    private static partial Regex Allowed();
}
