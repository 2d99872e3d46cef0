using Darkroom.Costs;
using Darkroom.Providers;
using Microsoft.Extensions.Logging;

namespace Darkroom.Generations;

/// <summary>
/// Runs one slot: finds its provider, reads its input images, records the charge unless the limit of the day forbids it, and makes the image.
/// Afterwards the cost and the provider's health are known.
/// </summary>
public sealed partial class SlotRun(
    ProviderCatalog providers, ProviderHealth health, Budget budget, InputImages inputs, ImageRun images, ILogger<SlotRun> log)
{
    /// <summary>Makes the image of one slot.</summary>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async Task<SlotResult> RunAsync(SlotLease lease, CancellationToken cancellationToken)
    {
        if (providers.Find(lease.Request.Provider) is not { Setup.Configured: true } provider)
        {
            return new SlotResult.Failed(
                new Failure(FailureCode.Authentication, $"The provider '{lease.Request.Provider}' is no longer configured."), SawOutput: true);
        }

        var rule = provider.CapabilitiesOf(lease.Request.Model).Edits ?? new EditRule(lease.Request.Inputs.Length, Mask: true);
        if (await inputs.ReadAsync(lease.Request, rule, cancellationToken) is not { } sent)
        {
            return new SlotResult.Failed(
                new Failure(FailureCode.Internal, "An input image is missing from the data folder or damaged."), SawOutput: true);
        }

        var request = new ImageRequest(sent)
        {
            Seed = lease.Request.Seed + lease.ImageIndex,
            ResumeToken = lease.ResumeToken,
        };
        var call = new ChargeRequest(
            lease.GenerationId, lease.ImageIndex, lease.Attempt, provider.Id, lease.Request.Model, null, Resumed: lease.ResumeToken is not null);
        if (await budget.ReserveAsync(provider, lease.Request, call, cancellationToken) is { } refused)
        {
            // The operator's own limit: a fallback would give a wrong reason, and the next provider may cost as much.
            return new SlotResult.Failed(refused, SawOutput: false) { ProviderCalled = false };
        }

        var result = await images.MakeAsync(provider, lease, request, cancellationToken);
        switch (result)
        {
            case SlotResult.Finished finished:
                health.Succeeded(provider.Id);
                var cost = budget.Prices.Actual(provider, lease.Request, finished.Image);
                Telemetry.Cost.Add((double)(cost?.Usd ?? 0), KeyValuePair.Create(Telemetry.Provider, (object?)provider.Id));
                return finished with { Image = finished.Image with { Cost = cost } };
            case SlotResult.Failed failed:
                health.Failed(provider.Id, failed.Failure);
                await (failed.SawOutput ? Task.CompletedTask : ReleaseAsync(provider, call, cancellationToken));
                break;
        }

        return result;
    }

    /// <summary>Releases a charge. If that fails, the charge stays with an unknown cost, which errs on the safe side.</summary>
    private async Task ReleaseAsync(IImageProvider provider, ChargeRequest call, CancellationToken cancellationToken)
    {
        try
        {
            await budget.ReleaseAsync(provider, call, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotReleased(fault, call.GenerationId, call.ImageIndex);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not release the charge of image {ImageIndex} of {GenerationId}, which cost nothing")]
    private partial void LogNotReleased(Exception fault, string generationId, int imageIndex);
}
