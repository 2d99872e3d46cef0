namespace Darkroom.Generations;

/// <summary>
/// Leaves a provider alone that does not answer. After several failures in a row that speak of the provider itself, nothing is
/// begun for a while; then one slot tries, and how it ends decides. Each failed trial doubles the wait.
/// </summary>
internal sealed class CircuitBreaker
{
    private const int FailuresToOpen = 5;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(5);

    private int _failures;
    private TimeSpan _wait = FirstWait;

    /// <summary>Nothing is begun before this; null while the circuit is closed.</summary>
    public DateTimeOffset? OpenUntil { get; private set; }

    /// <summary>Open, or just tried for the first time again: one slot at a time.</summary>
    public bool OnTrial => OpenUntil is not null;

    /// <summary>Takes note of how a slot ended; null for well. Whatever the provider answers proves that it is there.</summary>
    public void Note(Failure? failure, DateTimeOffset now)
    {
        switch (failure?.Code)
        {
            case FailureCode.Cancelled or FailureCode.Interrupted or FailureCode.Internal:
                break;
            case FailureCode.Unavailable or FailureCode.Timeout:
                Fail(now);
                break;
            default:
                (_failures, _wait, OpenUntil) = (0, FirstWait, null);
                break;
        }
    }

    private void Fail(DateTimeOffset now)
    {
        // Those that were under way when it opened say nothing new.
        if (++_failures < FailuresToOpen || OpenUntil > now)
        {
            return;
        }

        _wait = OpenUntil is null ? FirstWait : TimeSpan.FromTicks(Math.Min(_wait.Ticks * 2, MaxWait.Ticks));
        OpenUntil = now + _wait;
    }
}
