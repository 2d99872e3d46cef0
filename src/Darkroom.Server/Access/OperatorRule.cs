using System.Net;
using Darkroom.Keys;
using Darkroom.Server.Configuration;

namespace Darkroom.Server.Access;

/// <summary>
/// Decides who may change the settings: a session that the login page started, or, if there is no access key, a browser that connects from this
/// machine without a proxy. A program with the access key may not: it can be given to others to make images. One with an API key may if that has the
/// scope for it.
/// </summary>
/// <param name="behindProxy">True if reverse proxies are configured.</param>
internal sealed class OperatorRule(bool behindProxy)
{
    /// <summary>Headers with which proxies name the client, in addition to <c>X-Forwarded-…</c>.</summary>
    private static readonly string[] ProxyHeaders = ["Forwarded", "Via", "X-Real-IP", "X-Original-Host"];

    /// <summary>The decision about a request that was admitted with the access key.</summary>
    public static Operator WithKey { get; } = new(() => ProblemTexts.OperatorBearer);

    /// <summary>Returns the decision about a request that was admitted with an API key.</summary>
    public static Operator WithApiKey(ApiKey key) => key.Scope == KeyScope.Admin ? Allowed : new(() => ProblemTexts.OperatorApiKey);

    /// <summary>The decision that allows it, as for every request of a session.</summary>
    public static Operator Allowed { get; } = new((Func<string>?)null);

    /// <summary>Returns the decision about a request if there is no access key.</summary>
    public Operator WithoutKey(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.Authorization.Count > 0)
        {
            return WithKey;
        }

        var local = !behindProxy
            && context.Connection.RemoteIpAddress is { } client && IPAddress.IsLoopback(client)
            && ListenAddresses.IsLoopbackHost(context.Request.Host.Host)
            && !ProxyHeaders.Any(headers.ContainsKey)
            && !headers.Keys.Any(name => name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase));
        return local ? Allowed : new(() => ProblemTexts.OperatorRemote);
    }
}
