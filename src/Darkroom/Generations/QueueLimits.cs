namespace Darkroom.Generations;

/// <summary>How much of one provider may be used at once.</summary>
/// <param name="Id">The provider's id.</param>
/// <param name="MaxConcurrency">The number of slots that may run at the same time; 0 to claim none.</param>
/// <param name="StartsPerMinute">The number of slots that may be started in any 60 seconds; null for no limit.</param>
public sealed record QueueLimits(string Id, int MaxConcurrency, int? StartsPerMinute);

/// <summary>Why a provider queue is paused.</summary>
public enum PauseReason
{
    /// <summary>As many images as allowed were started in the last 60 seconds.</summary>
    Rate,

    /// <summary>The provider failed several times in a row: its circuit is open.</summary>
    Circuit,
}

/// <summary>A provider queue that is paused.</summary>
/// <param name="Id">The provider's id.</param>
/// <param name="Until">When the pause ends.</param>
public sealed record PausedQueue(string Id, PauseReason Reason, DateTimeOffset Until);

/// <summary>The limits of one provider queue and how far they are used, as a store counts it.</summary>
/// <param name="Running">The number of slots that are running.</param>
/// <param name="RecentStarts">The number of slots that were started within <see cref="RateWindow"/>.</param>
/// <param name="OldestStart">When the first of these was started; null if there is none.</param>
public sealed record QueueUsage(QueueLimits Limits, int Running, int RecentStarts, DateTimeOffset? OldestStart, CircuitState Circuit)
{
    public static TimeSpan RateWindow { get; } = TimeSpan.FromMinutes(1);

    /// <summary>True if another slot may run at the same time. After the circuit was open, one at a time.</summary>
    public bool HasPlace => Running < (Circuit.OpenUntil is null ? Limits.MaxConcurrency : Math.Min(1, Limits.MaxConcurrency));

    /// <summary>Returns the pause of the queue at a time; null if it is not paused.</summary>
    public PausedQueue? PauseAt(DateTimeOffset now) =>
        Circuit.OpenUntil > now ? new PausedQueue(Limits.Id, PauseReason.Circuit, Circuit.OpenUntil.Value)
        : RecentStarts >= Limits.StartsPerMinute && OldestStart is { } oldest ? new PausedQueue(Limits.Id, PauseReason.Rate, oldest + RateWindow)
        : null;
}
