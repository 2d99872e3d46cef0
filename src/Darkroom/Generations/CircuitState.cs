namespace Darkroom.Generations;

/// <summary>
/// The circuit breaker of one provider, as a value that a store keeps. After five failures in a row that show that the provider does not
/// answer, nothing is started for a while. Then one slot at a time is tried: a success closes the circuit, each failure doubles the wait.
/// </summary>
/// <param name="Failures">The number of such failures in a row.</param>
/// <param name="Wait">How long the circuit stayed open the last time it was opened.</param>
/// <param name="OpenUntil">Nothing is started before this time; null while the circuit is closed.</param>
public sealed record CircuitState(int Failures, TimeSpan Wait, DateTimeOffset? OpenUntil)
{
    private const int FailuresToOpen = 5;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(15);

    public static CircuitState Closed { get; } = new(0, FirstWait, null);

    /// <summary>The maximum time that a circuit stays open at once.</summary>
    public static TimeSpan MaxWait { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Returns the state after a slot of the provider has ended.</summary>
    /// <param name="failure">The slot's failure; null if it has its image. A failure that says nothing about the provider changes nothing.</param>
    /// <param name="now">When the slot ended.</param>
    public CircuitState After(Failure? failure, DateTimeOffset now) => failure?.Code switch
    {
        FailureCode.Cancelled or FailureCode.Interrupted or FailureCode.Internal => this,
        FailureCode.Unavailable or FailureCode.Timeout => AfterFailure(now),
        _ => Closed,
    };

    private CircuitState AfterFailure(DateTimeOffset now)
    {
        var failures = Failures + 1;
        if (failures < FailuresToOpen || OpenUntil > now)
        {
            // Slots that were running when the circuit opened show nothing new.
            return this with { Failures = failures };
        }

        var wait = OpenUntil is null ? FirstWait : TimeSpan.FromTicks(Math.Min(Wait.Ticks * 2, MaxWait.Ticks));
        return new CircuitState(failures, wait, now + wait);
    }
}
