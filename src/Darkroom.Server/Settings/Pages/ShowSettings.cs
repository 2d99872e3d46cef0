using Darkroom.Costs;
using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Providers;
using Darkroom.Server.Settings.Api;
using Darkroom.Sqlite;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Settings.Pages;

/// <summary>The settings page: providers and their state, costs, live updates, storage.</summary>
internal static class ShowSettings
{
    private const int CostDays = 30;

    public static Task<RazorComponentResult<SettingsPage>> HandleAsync(
        [AsParameters] SettingsParts parts, HttpRequest request, CancellationToken cancellationToken) =>
        PageAsync(null, parts, request, cancellationToken);

    /// <summary>Runs a test for a page without scripts.</summary>
    public static async Task<RazorComponentResult<SettingsPage>> TestAsync(
        string id, [AsParameters] SettingsParts parts, HttpRequest request, CancellationToken cancellationToken) =>
        await PageAsync(
            await TestProvider.RunAsync(id, parts.Providers, parts.Health, cancellationToken), parts, request, cancellationToken);

    private static async Task<RazorComponentResult<SettingsPage>> PageAsync(
        ProviderTestView? tested, SettingsParts parts, HttpRequest request, CancellationToken cancellationToken)
    {
        var (providers, health, runner, gallery, charges, costs, storage, time) = parts;
        var (images, bytes) = await gallery.CountAsync(cancellationToken);
        return new RazorComponentResult<SettingsPage>(new
        {
            Default = providers.Default.Id,
            Providers = ListProviders.All(providers, health, runner),
            Now = time.GetUtcNow(),
            Costs = await charges.TotalsAsync(CostDays, cancellationToken),
            Cap = costs.DailyCapUsd,
            Images = images,
            Bytes = bytes,
            Folder = storage.Folder,
            request.Protocol,
            Tested = tested,
        });
    }
}

/// <summary>The services that the page needs.</summary>
internal sealed record SettingsParts(
    ProviderCatalog Providers, ProviderHealth Health, JobRunner Runner, IGallery Gallery, IChargeLedger Charges, CostOptions Costs,
    SqliteStorage Storage, TimeProvider Time);
