namespace Darkroom.Tests.Providers;

/// <summary>A clock on which the delays between two polls end at once. Longer delays are unchanged.</summary>
internal sealed class EagerTime : TimeProvider
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > LongestPause ? dueTime : TimeSpan.Zero, period);
}
