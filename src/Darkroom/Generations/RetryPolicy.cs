namespace Darkroom.Generations;

/// <summary>When a failed try is made again by itself, and after how long.</summary>
public static class RetryPolicy
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Without a hint, the waits of one image add up to at least this: most outages and rate limits of a service last longer than
    /// a few seconds.
    /// </summary>
    private static readonly TimeSpan MinTotal = TimeSpan.FromSeconds(30);

    /// <summary>No wait is longer. A slot that is to wait beyond it was put back before somebody set the clock back: it is due.</summary>
    public static TimeSpan MaxWait { get; } = MaxDelay + First;

    /// <summary>How long to wait before the next try, or null to give up.</summary>
    /// <param name="failure">How the last try ended.</param>
    /// <param name="tries">How many tries there were, from 1.</param>
    /// <param name="maxTries">How many there may be in all.</param>
    /// <param name="sawOutput">Whether the provider had sent anything: then the call may have been paid and is not repeated.</param>
    /// <param name="jitter">0 to 1, spreads the tries of many slots.</param>
    public static TimeSpan? Delay(Failure failure, int tries, int maxTries, bool sawOutput, double jitter)
    {
        if (!failure.Transient || sawOutput || tries >= maxTries || failure.RetryAfter > MaxDelay)
        {
            return null;
        }

        // The provider's hint counts as it is; jitter is only ever added to it. Without a hint the wait doubles with each try.
        return failure.RetryAfter is { } asked
            ? asked + (First * jitter)
            : TimeSpan.FromTicks(Math.Min(MaxDelay.Ticks, (FirstWait(maxTries) * Math.Pow(2, tries - 1) * (1 + (jitter / 2))).Ticks));
    }

    /// <summary>The wait after the first try: doubled after each further one, they add up to <see cref="MinTotal"/> without jitter.</summary>
    private static TimeSpan FirstWait(int maxTries)
    {
        var first = MinTotal / (Math.Pow(2, maxTries - 1) - 1);
        return first > First ? first : First;
    }
}
