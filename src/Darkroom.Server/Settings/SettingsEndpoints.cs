using Darkroom.Server.Settings.Api;
using Darkroom.Server.Settings.Pages;

namespace Darkroom.Server.Settings;

internal static class SettingsEndpoints
{
    public static void MapSettings(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/settings", ShowSettings.Handle).ExcludeFromDescription();
        routes.MapPost("/settings/providers/{id}/test", ShowSettings.TestAsync).ExcludeFromDescription();
        routes.MapGet("/api/stream-check", StreamCheck.HandleAsync).WithTags("Health").WithSummary("An event stream with fixed timing, to test proxies")
            .Produces(200, contentType: "text/event-stream").ProducesProblem(400);
        routes.MapPost("/api/providers/{id}/test", TestProvider.HandleAsync).WithTags("Providers")
            .WithSummary("Test a provider: can it be reached, does it accept the key").ProducesProblem(404);
        routes.MapGet("/api/providers/{id}/models", ListModelChoices.HandleAsync).WithTags("Providers")
            .WithSummary("The models of a provider with their abilities, prices and ends").ProducesProblem(404);
        routes.MapGet("/api/providers", ListProviders.Handle).WithTags("Providers").WithSummary("Providers with their capabilities and state");
    }
}
