namespace Darkroom.Server.Settings;

internal static class SettingsEndpoints
{
    public static void MapSettings(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/settings", ShowSettings.HandleAsync).ExcludeFromDescription();
        routes.MapGet("/api/providers", ListProviders.Handle).WithTags("Providers").WithSummary("Providers, what they can do, and how they are");
    }
}
