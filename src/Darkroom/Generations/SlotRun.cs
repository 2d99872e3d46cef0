using Darkroom.Costs;
using Darkroom.Providers;
using Microsoft.Extensions.Logging;

namespace Darkroom.Generations;

/// <summary>
/// Runs one slot: finds its provider and the pictures it works from, sees that the day's limit allows the call, has the image made,
/// and notes what it cost and how the provider did.
/// </summary>
public sealed partial class SlotRun(
    ProviderCatalog providers, ProviderHealth health, Budget budget, InputImages inputs, ImageRun images, ILogger<SlotRun> log)
{
    /// <summary>Makes the image of one slot.</summary>
    /// <exception cref="OperationCanceledException">The token fired; nothing was decided.</exception>
    public async Task<SlotResult> RunAsync(SlotLease lease, CancellationToken cancellationToken)
    {
        if (providers.Find(lease.Request.Provider) is not { Setup.Configured: true } provider)
        {
            return new SlotResult.Failed(
                new Failure(FailureCode.Authentication, $"The provider '{lease.Request.Provider}' is no longer configured."), SawOutput: true);
        }

        var rule = provider.CapabilitiesOf(lease.Request.Model).Edits ?? new EditRule(lease.Request.Inputs.Length, Mask: true);
        if (await inputs.ReadAsync(lease.Request, rule, cancellationToken) is not var (references, mask))
        {
            return new SlotResult.Failed(
                new Failure(FailureCode.Internal, "A picture that this one is made from is missing from the data folder or damaged."), SawOutput: true);
        }

        var request = new ImageRequest(lease.Request)
        {
            Seed = lease.Request.Seed + lease.ImageIndex,
            References = references,
            Mask = mask,
            ResumeToken = lease.ResumeToken,
        };
        var call = new ChargeRequest(
            lease.GenerationId, lease.ImageIndex, lease.Attempt, provider.Id, lease.Request.Model, null, Resumed: lease.ResumeToken is not null);
        if (await budget.ReserveAsync(provider, lease.Request, call, cancellationToken) is { } refused)
        {
            // The operator's own limit: no other provider stands in, for the reason would be untrue and the next one may cost as much.
            return new SlotResult.Failed(refused, SawOutput: false) { ProviderCalled = false };
        }

        var result = await images.MakeAsync(provider, lease, request, cancellationToken);
        switch (result)
        {
            case SlotResult.Finished finished:
                health.Succeeded(provider.Id);
                return finished with { Image = Priced(finished.Image, provider, lease.Request) };
            case SlotResult.Failed failed:
                health.Failed(provider.Id, failed.Failure);
                await (failed.SawOutput ? Task.CompletedTask : ReleaseAsync(provider, call, cancellationToken));
                break;
        }

        return result;
    }

    private FinishedImage Priced(FinishedImage image, IImageProvider provider, GenerationRequest request) => image with
    {
        Cost = budget.CostOf(provider, request, new PricedImage(image.Cost?.Usd, image.Model, image.Quality, image.Usage, image.Size)),
    };

    /// <summary>A charge that cannot be struck out stays as one of unknown cost: that errs on the safe side.</summary>
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

    [LoggerMessage(Level = LogLevel.Error, Message = "The charge of image {ImageIndex} of {GenerationId}, which cost nothing, could not be struck out")]
    private partial void LogNotReleased(Exception fault, string generationId, int imageIndex);
}
