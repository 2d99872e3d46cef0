namespace Darkroom.Server.Settings;

internal static class SettingsEndpoints
{
    public static void MapSettings(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/settings", ShowSettings.HandleAsync).ExcludeFromDescription();
        routes.MapGet("/api/stream-check", StreamCheck.Handle).WithTags("Health").WithSummary("An event stream with known timing, to test proxies")
            .Produces(200, contentType: "text/event-stream").ProducesProblem(400);
        routes.MapGet("/api/providers", ListProviders.Handle).WithTags("Providers").WithSummary("Providers, what they can do, and how they are");
    }
}
