using Darkroom.Server.Configuration;
using Darkroom.Server.Http;

namespace Darkroom.Server.Access;

internal static class AccessSetup
{
    public static void AddAccess(this IServiceCollection services, ServerSettings settings)
    {
        services.AddForwardedRequests(settings);
        services.AddSingleton(new PublicAddress(settings.PublicUrl));
        services.AddSingleton(new AccessKey(settings.AccessKey));
        services.AddSingleton<KeyThrottle>();
        services.AddSingleton<SecurityLog>();
        services.AddSingleton<Sessions>();
        services.AddHostedService(provider => provider.GetRequiredService<Sessions>());
    }

    public static void UseAccess(this WebApplication app)
    {
        app.Use(HostCheck.RunAsync);
        app.Use(OriginCheck.RunAsync);
        app.Use(KeyCheck.RunAsync);
    }
}
