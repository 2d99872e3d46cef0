namespace Darkroom.Generations;

/// <summary>Decides whether a failed try is repeated automatically, and after what delay.</summary>
public static class RetryPolicy
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The minimum sum of the delays of one image, unless the provider asks for other ones: most outages and rate limits last longer than a few
    /// seconds.
    /// </summary>
    private static readonly TimeSpan MinTotal = TimeSpan.FromSeconds(30);

    /// <summary>The longest possible delay. A slot that waits for longer was put back before the clock was set back: it is due.</summary>
    public static TimeSpan MaxWait { get; } = MaxDelay + First;

    /// <summary>Returns the delay before the next try; null to give up.</summary>
    /// <param name="failure">The failure of the last try.</param>
    /// <param name="tries">The number of tries so far, from 1.</param>
    /// <param name="maxTries">The maximum number of tries.</param>
    /// <param name="sawOutput">True if the provider had sent anything: the call may have been charged and is not repeated.</param>
    /// <param name="jitter">0 to 1; spreads the tries of many slots.</param>
    public static TimeSpan? Delay(Failure failure, int tries, int maxTries, bool sawOutput, double jitter)
    {
        if (!failure.Transient || sawOutput || tries >= maxTries || failure.RetryAfter > MaxDelay)
        {
            return null;
        }

        // The provider's delay is a minimum, to which jitter is added. Without one, the delay doubles with each try.
        return failure.RetryAfter is { } requested
            ? requested + (First * jitter)
            : TimeSpan.FromTicks(Math.Min(MaxDelay.Ticks, (FirstWait(maxTries) * Math.Pow(2, tries - 1) * (1 + (jitter / 2))).Ticks));
    }

    /// <summary>Returns the delay after the first try. Doubled after each further try, the delays add up to <see cref="MinTotal"/>.</summary>
    private static TimeSpan FirstWait(int maxTries)
    {
        var first = MinTotal / (Math.Pow(2, maxTries - 1) - 1);
        return first > First ? first : First;
    }
}
