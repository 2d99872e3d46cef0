namespace Darkroom.Tests;

/// <summary>The system's clock on another date, so that no test depends on the models that exist today. Timers run as usual.</summary>
/// <param name="start">The date; null for the day when the file of models was last reviewed.</param>
public sealed class DatedTime(DateTimeOffset? start = null) : TimeProvider
{
    private static readonly DateTimeOffset Reviewed = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private readonly TimeSpan _shift = (start ?? Reviewed) - System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _shift;
}
