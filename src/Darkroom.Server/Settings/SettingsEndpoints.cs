using Darkroom.Keys;
using Darkroom.Server.Settings.Api;
using Darkroom.Server.Settings.Pages;

namespace Darkroom.Server.Settings;

internal static class SettingsEndpoints
{
    public static void MapSettings(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/settings", ShowSettings.Handle).ExcludeFromDescription();
        routes.MapPost("/settings/providers/{id}/test", ShowSettings.TestAsync).Needs(KeyScope.Generate).ExcludeFromDescription();

        // OriginCheck replaces antiforgery tokens.
        routes.MapPost("/settings/theme", SettingsForms.ChooseTheme).DisableAntiforgery().Needs(KeyScope.Read).ExcludeFromDescription();
        routes.MapPost("/settings/language", SettingsForms.ChooseLanguage).DisableAntiforgery().Needs(KeyScope.Read).ExcludeFromDescription();
        routes.MapPost("/settings", SettingsForms.ChangeAsync).DisableAntiforgery().ExcludeFromDescription().ForOperator();
        routes.MapPost("/settings/derivatives/delete", SettingsForms.DeleteDerivativesAsync).ExcludeFromDescription().ForOperator();
        routes.MapPost("/settings/workflows", WorkflowForms.AddAsync).DisableAntiforgery().WithMetadata(WorkflowForms.Limit).ExcludeFromDescription().ForOperator();
        routes.MapGet("/settings/workflows/{name}", WorkflowForms.ShowAsync).Needs(KeyScope.Admin).ExcludeFromDescription().ForOperator();
        routes.MapPost("/settings/workflows/{name}", WorkflowForms.ChangeAsync).DisableAntiforgery().WithMetadata(WorkflowForms.Limit).ExcludeFromDescription()
            .ForOperator();
        MapApi(routes.MapGroup("/api/settings").WithTags("Settings").Needs(KeyScope.Admin));
        routes.MapGet("/api/stream-check", StreamCheck.HandleAsync).WithTags("Health").WithSummary("An event stream with fixed timing, to test proxies")
            .WithMetadata(new StreamedEvents(("beat", typeof(BeatView)), ("end", null)))
            .Produces(200, contentType: "text/event-stream").ProducesProblem(400);
        routes.MapPost("/api/providers/{id}/test", TestProvider.HandleAsync).Needs(KeyScope.Generate).WithTags("Providers")
            .WithSummary("Test a provider: can it be reached, does it accept the key").ProducesProblem(404);
        routes.MapGet("/api/providers/{id}/models", ListModelChoices.HandleAsync).WithTags("Providers")
            .WithSummary("The models of a provider with their abilities, prices and ends").ProducesProblem(404);
        routes.MapGet("/api/providers/{id}/options", ListOptionNames.HandleAsync).WithTags("Providers")
            .WithSummary("The samplers, schedulers and LoRAs that a provider's server has").ProducesProblem(404);
        routes.MapGet("/api/providers", ListProviders.Handle).WithTags("Providers").WithSummary("Providers with their capabilities and state");
    }

    private static void MapApi(RouteGroupBuilder group)
    {
        group.ForOperator().AddEndpointFilter(KnownFields.CheckAsync);
        group.MapGet("/", ChangeSettings.List).WithSummary("The settings that can be changed without a restart; for the operator only").ProducesProblem(403);
        group.MapPatch("/", ChangeSettings.PatchAsync).WithSummary("Change settings, all of them or none").ProducesProblem(400).ProducesProblem(403);
        group.MapPut("/providers/{id}/key", ChangeSettings.PutKeyAsync).WithSummary("Store a provider's key, which cannot be read afterwards")
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        group.MapDelete("/providers/{id}/key", ChangeSettings.DeleteKeyAsync).WithSummary("Remove a provider's stored key")
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        group.MapPost("/providers/{id}/test", ChangeSettings.TestAsync).WithSummary("Test a provider with changed settings, without storing them")
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
    }
}
