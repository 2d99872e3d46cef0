using System.Collections.Immutable;

namespace Darkroom.Costs;

/// <summary>
/// Every call that may cost money, written down before it is made: what is not known afterwards, because the call was cut off or
/// the process died, is still there as a call of unknown cost. Completing a slot settles its charge in the same transaction.
/// </summary>
public interface IChargeLedger
{
    /// <summary>Writes a call down before it is made, unless the day's limit would be passed. Calls at once cannot pass it together.</summary>
    /// <param name="capUsd">The limit for the day, or null for none.</param>
    Task<Reservation> ReserveAsync(ChargeRequest paid, decimal? capUsd, CancellationToken cancellationToken);

    /// <summary>
    /// Strikes a call out that surely cost nothing: the provider refused it before it began. One that goes on there stays.
    /// </summary>
    Task ReleaseAsync(ChargeRequest paid, CancellationToken cancellationToken);

    /// <summary>US dollars of the current day of UTC: costs, and estimates where the cost is not known (yet).</summary>
    Task<decimal> SpentTodayAsync(CancellationToken cancellationToken);

    /// <summary>What each provider cost on each day of UTC, the newest day first. Calls that are being made are not in it.</summary>
    /// <param name="days">How many days, today included, 1 or more.</param>
    Task<ImmutableArray<DayCost>> TotalsAsync(int days, CancellationToken cancellationToken);
}

/// <summary>A call of a provider that takes money.</summary>
/// <param name="Attempt">Which claim of the slot it belongs to.</param>
/// <param name="EstimateUsd">What it is likely to cost; null where that is unknown.</param>
/// <param name="Resumed">Whether it only picks up what an earlier attempt began: then it is that attempt's charge.</param>
public sealed record ChargeRequest(
    string GenerationId, int ImageIndex, int Attempt, string Provider, string? Model, decimal? EstimateUsd, bool Resumed = false);

/// <param name="Made">False where the day's limit would be passed; nothing was written then.</param>
/// <param name="SpentUsd">What the day had cost before, in US dollars; 0 where there is no limit.</param>
public readonly record struct Reservation(bool Made, decimal SpentUsd);

/// <summary>What one provider cost on one day of UTC.</summary>
/// <param name="Usd">The sum of the known costs, in US dollars.</param>
/// <param name="Calls">How many calls there were.</param>
/// <param name="Unknown">How many of them have an unknown cost.</param>
public sealed record DayCost(DateOnly Day, string Provider, decimal Usd, long Calls, long Unknown);
