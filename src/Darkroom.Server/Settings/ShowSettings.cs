using Darkroom.Costs;
using Darkroom.Embedded;
using Darkroom.Gallery;
using Darkroom.Jobs;
using Darkroom.Providers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Settings;

/// <summary>The settings page: what is configured, how it is, and where everything is kept.</summary>
internal static class ShowSettings
{
    private const int CostDays = 30;

    public static async Task<RazorComponentResult<SettingsPage>> HandleAsync(
        ProviderCatalog providers, ProviderHealth health, JobRunner runner, IGallery gallery, ICharges charges, CostOptions costs, EmbeddedStorage storage, TimeProvider time,
        HttpRequest request, CancellationToken cancellationToken)
    {
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
        });
    }
}
