using Darkroom.Keys;
using Darkroom.Providers;

namespace Darkroom.Costs;

/// <summary>Estimates and determines the cost of images, and keeps the spending of a day, and that of a caller's API key, within its limit.</summary>
/// <param name="options">Returns the limits, which may change at any time.</param>
/// <param name="callers">Names the caller whose limits hold for a request.</param>
public sealed class Budget(PriceTable prices, IChargeLedger charges, Func<CostOptions> options, ICurrentCaller callers, TimeProvider time)
{
    /// <summary>The caller whose request is handled.</summary>
    public Caller Caller => callers.Caller;

    /// <summary>The prices that estimates and costs are taken from.</summary>
    public PriceTable Prices => prices;

    /// <summary>Checks whether all images of requests may still be made today.</summary>
    /// <returns>Null if they may, else the failure.</returns>
    public async Task<Failure?> CheckAsync(
        IReadOnlyCollection<(IImageProvider Provider, GenerationRequest Request)> requests, CancellationToken cancellationToken)
    {
        var paid = requests.Where(one => one.Provider.Description.Paid).ToList();
        if (paid.Count == 0 || options().DailyCapUsd is not { } cap)
        {
            return null;
        }

        var (total, images) = (0m, 0);
        foreach (var (provider, request) in paid)
        {
            if (prices.Estimate(provider, request) is not { } each)
            {
                return PriceUnknown(provider);
            }

            total += each.Usd * request.N;
            images += request.N;
        }

        var spent = await charges.SpentTodayAsync(cancellationToken);
        return spent + total <= cap ? null : BeyondCap(spent, cap, total, images);
    }

    /// <summary>Returns what a request wants of its caller's key; null if the caller is the owner.</summary>
    public KeyClaim? ClaimOf(IImageProvider provider, GenerationRequest request) => Caller.Key is not { } key
        ? null
        : new KeyClaim(
            key.Id,
            provider.Id,
            request.Model ?? provider.CapabilitiesOf(null).Models.FirstOrDefault(),
            request.N,
            prices.Estimate(provider, request)?.Usd);

    /// <summary>Records a call that is about to be made, unless the limit forbids it. Calls of free providers are not recorded.</summary>
    /// <param name="call">The call, without its estimate.</param>
    /// <returns>Null if the call may be made, else the failure.</returns>
    public async Task<Failure?> ReserveAsync(
        IImageProvider provider, GenerationRequest request, ChargeRequest call, CancellationToken cancellationToken)
    {
        if (!provider.Description.Paid)
        {
            return null;
        }

        var (each, cap) = (prices.Estimate(provider, request), options().DailyCapUsd);
        if (each is null && cap is not null && !call.Resumed)
        {
            return PriceUnknown(provider);
        }

        var reserved = await charges.ReserveAsync(call with { EstimateUsd = each?.Usd }, cap, cancellationToken);
        return reserved.Made ? null
            : reserved.Key is { } refusal ? new Failure(FailureCode.Quota, refusal.Message)
            : BeyondCap(reserved.SpentUsd, cap ?? 0, each?.Usd ?? 0, 1);
    }

    /// <inheritdoc cref="IChargeLedger.ReleaseAsync"/>
    public Task ReleaseAsync(IImageProvider provider, ChargeRequest call, CancellationToken cancellationToken) =>
        provider.Description.Paid ? charges.ReleaseAsync(call, cancellationToken) : Task.CompletedTask;

    private Failure BeyondCap(decimal spent, decimal cap, decimal wanted, int images)
    {
        var left = TimeSpan.FromDays(1) - time.GetUtcNow().TimeOfDay;
        var what = images == 1 ? EngineTexts.ThisImageCosts : LocalText.Format(EngineTexts.TheseImagesCost, images);
        return new Failure(
            FailureCode.Quota,
            LocalText.Format(EngineTexts.BeyondCap, Cost.ToText(cap), Cost.ToText(spent), what, Cost.ToText(wanted), (int)left.TotalHours, left.Minutes));
    }

    private static Failure PriceUnknown(IImageProvider provider) => new(
        FailureCode.Quota,
        LocalText.Format(EngineTexts.PriceUnknown, provider.Description.Name, provider.Id));
}
