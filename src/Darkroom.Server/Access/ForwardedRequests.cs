using Darkroom.Server.Configuration;
using Microsoft.AspNetCore.HttpOverrides;

namespace Darkroom.Server.Access;

/// <summary>
/// Takes client address, scheme and host from the headers of reverse proxies, if they come from one of <c>Access:TrustedProxies</c>. The
/// same headers from other senders are ignored.
/// </summary>
internal static class ForwardedRequests
{
    public static void AddForwardedRequests(this IServiceCollection services, ServerSettings settings) =>
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            // Without known proxies the framework would trust every sender.
            options.ForwardedHeaders = settings.TrustedProxies.IsEmpty
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;

            // The framework trusts loopback by default; here only the operator's list is trusted.
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in settings.TrustedProxies)
            {
                options.KnownIPNetworks.Add(network);
            }

            // No limit on the number of proxies: the first untrusted address is the client.
            options.ForwardLimit = null;
        });

    /// <summary>Must run before everything that uses the client's address, the scheme or the host.</summary>
    public static void UseForwardedRequests(this WebApplication app) => app.UseForwardedHeaders();
}
