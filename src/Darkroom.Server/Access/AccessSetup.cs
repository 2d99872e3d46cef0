using Darkroom.Keys;
using Darkroom.Server.Configuration;
using Microsoft.AspNetCore.HttpOverrides;

namespace Darkroom.Server.Access;

internal static class AccessSetup
{
    public static void AddAccess(this IServiceCollection services, ServerSettings settings)
    {
        services.AddForwardedHeaders(settings);
        services.AddSingleton(new PublicAddress(settings.PublicUrl, settings.Http.PathBase, needsKey: settings.AccessKey is not null));
        services.AddSingleton(settings.AllowedOrigins);
        services.AddSingleton(new AccessKey(settings.AccessKey));
        services.AddSingleton(new OperatorRule(behindProxy: !settings.TrustedProxies.IsEmpty));
        services.AddSingleton<KeyThrottle>();
        services.AddSingleton(provider => new ApiKeys(
            provider.GetRequiredService<IApiKeyStore>(), AllProviders.Ids, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ICurrentCaller, RequestCaller>();
        services.AddSingleton<SecurityLog>();
        services.AddSingleton<AuditTrail>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditTrail>());
        services.AddSingleton<Sessions>();
        services.AddHostedService(provider => provider.GetRequiredService<Sessions>());
    }

    public static void UseAccess(this WebApplication app)
    {
        app.Use(HostCheck.RunAsync);
        app.Use(OriginCheck.RunAsync);
        app.Use(KeyCheck.RunAsync);
    }

    /// <summary>
    /// Takes client address, scheme and host from the headers of reverse proxies, if they come from one of <c>Access:TrustedProxies</c>. The
    /// same headers from other senders are ignored.
    /// </summary>
    private static void AddForwardedHeaders(this IServiceCollection services, ServerSettings settings) =>
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
}
