using Darkroom.Server.Configuration;

namespace Darkroom.Server.Access;

internal static class AccessSetup
{
    public static void AddAccess(this IServiceCollection services, ServerSettings settings)
    {
        services.AddSingleton(provider => new AccessKey(settings.AccessKey, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LoginThrottle>();
    }

    public static void UseAccess(this WebApplication app)
    {
        app.Use(HostCheck.RunAsync);
        app.Use(OriginCheck.RunAsync);
        app.Use(KeyCheck.RunAsync);
    }
}
