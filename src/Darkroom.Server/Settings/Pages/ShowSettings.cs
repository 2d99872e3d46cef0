using Darkroom.Providers;
using Darkroom.Server.Settings.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Settings.Pages;

/// <summary>The settings page: providers and their settings, defaults, costs, appearance, live updates, storage.</summary>
internal static class ShowSettings
{
    public static IResult Handle(string? saved) => Page(new SettingsInput
    {
        Done = saved switch
        {
            null => null,
            "derivatives" => SettingsTexts.DerivativesDeleted,
            _ => SettingsTexts.Saved,
        },
    });

    /// <summary>Runs a test for a page without scripts.</summary>
    public static async Task<IResult> TestAsync(
        string id, ProviderCatalog providers, ProviderHealth health, CancellationToken cancellationToken) =>
        Page(new SettingsInput { Tested = await TestProvider.RunAsync(id, providers, health, cancellationToken) });

    private static RazorComponentResult<SettingsPage> Page(SettingsInput input) => new(new { Input = input });
}
