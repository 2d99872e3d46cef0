using System.Collections.Immutable;
using Darkroom.Keys;

namespace Darkroom.Costs;

/// <summary>
/// Records every call that may cost money, before it is made. A call that is cut off, or whose process dies, stays recorded with an unknown
/// cost. Completing a slot settles its charge in the same transaction. The days are those of the store's clock, in UTC.
/// </summary>
/// <exception cref="Storage.StorageException">The storage cannot be read or written. Thrown by every verb.</exception>
public interface IChargeLedger
{
    /// <summary>
    /// Records a call before it is made, unless that would exceed the limit of the day, or one of the API key that its image counts to. Concurrent calls
    /// cannot exceed a limit together.
    /// </summary>
    /// <param name="capUsd">The limit of the day in US dollars; null for none.</param>
    Task<Reservation> ReserveAsync(ChargeRequest charge, decimal? capUsd, CancellationToken cancellationToken);

    /// <summary>Removes the charge of a call that cost nothing because the provider refused it. The charge of a call that can be resumed stays.</summary>
    Task ReleaseAsync(ChargeRequest charge, CancellationToken cancellationToken);

    /// <summary>Records the cost of a call whose result belongs to no slot.</summary>
    Task SettleAsync(ChargeRequest charge, Cost cost, CancellationToken cancellationToken);

    /// <summary>Returns the US dollars spent today: costs, and estimates for calls whose cost is not known (yet).</summary>
    Task<decimal> SpentTodayAsync(CancellationToken cancellationToken);

    /// <summary>Returns the cost of each provider on each day, the newest day first. Calls that are being made are not included.</summary>
    /// <param name="days">The number of days including today, 1 or more.</param>
    Task<ImmutableArray<DayCost>> TotalsAsync(int days, CancellationToken cancellationToken);
}

/// <summary>A call of a paid provider.</summary>
/// <param name="Attempt">The number of the slot's claim.</param>
/// <param name="EstimateUsd">The likely cost in US dollars; null if it is unknown.</param>
/// <param name="Resumed">True if the call resumes the one of an earlier attempt and takes over its charge.</param>
public sealed record ChargeRequest(
    string GenerationId, int ImageIndex, int Attempt, string Provider, string? Model, decimal? EstimateUsd, bool Resumed = false)
{
    /// <summary>The id of the API key that a call without a slot counts to; null for none.</summary>
    public string? ApiKeyId { get; init; }
}

/// <summary>The outcome of <see cref="IChargeLedger.ReserveAsync"/>.</summary>
/// <param name="Made">False if the call would exceed a limit; nothing was recorded then.</param>
/// <param name="SpentUsd">The US dollars spent today before the call; 0 if there is no limit of the day.</param>
/// <param name="Key">The limit of the API key that the call would exceed; null if it would not.</param>
public readonly record struct Reservation(bool Made, decimal SpentUsd, KeyRefusal? Key = null);

/// <summary>The cost of one provider on one day of UTC.</summary>
/// <param name="Usd">The sum of the known costs, in US dollars.</param>
/// <param name="Calls">The number of calls.</param>
/// <param name="Unknown">The number of calls with an unknown cost.</param>
public sealed record DayCost(DateOnly Day, string Provider, decimal Usd, long Calls, long Unknown);
