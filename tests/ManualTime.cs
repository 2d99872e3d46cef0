namespace Darkroom.Tests;

/// <summary>
/// A clock that a test advances. Timers fire during the advance, on the thread of the test. <see cref="Jump"/> changes only the time of day,
/// as setting the clock of a real machine does.
/// </summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(TimeSpan Due, TaskCompletionSource Set)> _waiting = [];
    private TaskCompletionSource<TimeSpan> _next = NewSource();
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private TimeSpan _set;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now + _set;
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _now.Ticks;
        }
    }

    /// <summary>Sets the time of day forwards or backwards. No timer fires and no time elapses.</summary>
    public void Jump(TimeSpan by)
    {
        lock (_lock)
        {
            _set += by;
        }
    }

    /// <summary>Advances the clock and fires the timers that are due.</summary>
    public void Advance(TimeSpan by)
    {
        ManualTimer[] due;
        lock (_lock)
        {
            _now += by;
            due = [.. _timers.Where(timer => timer.DueAt <= _now)];
        }

        foreach (var timer in due)
        {
            timer.Fire();
        }
    }

    /// <summary>Completes once a timer has been set with exactly this due time, so that a test knows what the code waits for.</summary>
    public Task TimerSetAsync(TimeSpan due)
    {
        lock (_lock)
        {
            if (_timers.Any(timer => timer.Due == due))
            {
                return Task.CompletedTask;
            }

            var set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((due, set));
            return set.Task;
        }
    }

    /// <summary>Completes with the due time of the next timer that is set.</summary>
    public Task<TimeSpan> NextTimerAsync()
    {
        lock (_lock)
        {
            return _next.Task;
        }
    }

    /// <summary>
    /// Advances the clock in steps until a task has completed. Also works for timers that are set in the meantime. A step must not be shorter
    /// than any delay on the way.
    /// </summary>
    public async Task AdvanceUntilAsync(Task done, TimeSpan step)
    {
        while (!done.IsCompleted)
        {
            var next = NextTimerAsync();
            Advance(step);
            await Task.WhenAny(done, next);
        }

        await done;
    }

    /// <summary>
    /// Advances the clock in steps while real work runs, such as requests and disk access. A short real delay between the steps prevents that
    /// hours pass during that work.
    /// </summary>
    public async Task AdvanceBesideAsync(Task done, TimeSpan step)
    {
        while (await Task.WhenAny(done, Task.Delay(TimeSpan.FromMilliseconds(20), System)) != done)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            Advance(step);
        }

        await done;
    }

    private static TaskCompletionSource<TimeSpan> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public TimeSpan Due { get; private set; } = Timeout.InfiniteTimeSpan;

        public DateTimeOffset DueAt { get; private set; } = DateTimeOffset.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                (Due, _period) = (dueTime, period);
                DueAt = dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : time._now + dueTime;
                time._timers.Remove(this);
                time._timers.Add(this);
                foreach (var (due, set) in time._waiting.Where(waiting => waiting.Due == dueTime))
                {
                    set.TrySetResult();
                }

                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    time._next.SetResult(dueTime);
                    time._next = NewSource();
                }
            }

            return true;
        }

        public void Fire()
        {
            lock (time._lock)
            {
                DueAt = _period > TimeSpan.Zero ? time._now + _period : DateTimeOffset.MaxValue;
            }

            callback(state);
        }

        public void Dispose()
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
