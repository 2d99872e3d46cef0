using Darkroom.Server.Configuration;
using Microsoft.AspNetCore.HttpOverrides;

namespace Darkroom.Server.Access;

/// <summary>
/// Takes client address, scheme and host from the headers of reverse proxies, if they come from one of <c>Access:TrustedProxies</c>. The
/// same headers from anybody else are ignored.
/// </summary>
internal static class ForwardedRequests
{
    public static void AddForwardedRequests(this IServiceCollection services, ServerSettings settings) =>
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            // Without known proxies the framework would trust everybody.
            options.ForwardedHeaders = settings.TrustedProxies.IsEmpty
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;

            // Loopback is trusted by default in the framework; here only what the operator names.
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in settings.TrustedProxies)
            {
                options.KnownIPNetworks.Add(network);
            }

            // As many proxies in a row as there are trusted addresses: the first untrusted one is the client.
            options.ForwardLimit = null;
        });

    /// <summary>Must come before everything that looks at the client's address, the scheme or the host.</summary>
    public static void UseForwardedRequests(this WebApplication app) => app.UseForwardedHeaders();
}
