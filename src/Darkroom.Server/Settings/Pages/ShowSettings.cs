using Darkroom.Providers;
using Darkroom.Server.Settings.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Settings.Pages;

/// <summary>The settings page: providers and their state, costs, live updates, storage.</summary>
internal static class ShowSettings
{
    public static IResult Handle() => new RazorComponentResult<SettingsPage>();

    /// <summary>Runs a test for a page without scripts.</summary>
    public static async Task<IResult> TestAsync(
        string id, ProviderCatalog providers, ProviderHealth health, CancellationToken cancellationToken) =>
        new RazorComponentResult<SettingsPage>(new { Tested = await TestProvider.RunAsync(id, providers, health, cancellationToken) });
}
