namespace Darkroom.Generations;

/// <summary>How much of one provider may be used at once.</summary>
/// <param name="Id">The provider's id.</param>
/// <param name="MaxConcurrency">Slots that run side by side, 1 or more.</param>
/// <param name="StartsPerMinute">Slots begun in any 60 seconds; null for no limit.</param>
public sealed record QueueLimits(string Id, int MaxConcurrency, int? StartsPerMinute);

/// <summary>What holds a lane back besides its places.</summary>
public enum PauseReason
{
    /// <summary>As many images as allowed were begun in the last 60 seconds.</summary>
    Rate,

    /// <summary>The provider failed several times in a row and is left alone for a while.</summary>
    Circuit,
}

/// <summary>A lane that is held back, and until when.</summary>
public sealed record PausedQueue(string Id, PauseReason Reason, DateTimeOffset Until);

/// <summary>Counts what runs in each lane and says which have room. Not thread safe: it belongs to the runner's loop.</summary>
internal sealed class ProviderLimiter
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly List<ProviderQueue> _lanes;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _startedAt;
    private readonly long _started;

    public ProviderLimiter(IEnumerable<QueueLimits> limits, TimeProvider time)
    {
        _lanes = [.. limits.Select(one => new ProviderQueue(one))];
        (_time, _startedAt, _started) = (time, time.GetUtcNow(), time.GetTimestamp());
    }

    /// <summary>Runs evenly when somebody sets the clock on the wall: a minute of rest must not become hours.</summary>
    public DateTimeOffset Now => _startedAt + _time.GetElapsedTime(_started);

    /// <summary>Lanes in which a slot may be begun now.</summary>
    public IReadOnlyCollection<string> WithRoom()
    {
        var now = Now;
        return [.. _lanes.Where(lane => lane.HasPlace && lane.HeldBack(now) is null).Select(lane => lane.Limits.Id)];
    }

    /// <summary>Lanes with places that are held back by something that time mends.</summary>
    public IReadOnlyCollection<PausedQueue> Held()
    {
        var now = Now;
        return [.. _lanes.Where(lane => lane.HasPlace).Select(lane => lane.HeldBack(now)).OfType<PausedQueue>()];
    }

    /// <summary>All lanes that are held back, those without a place too.</summary>
    public IReadOnlyCollection<PausedQueue> Paused()
    {
        var now = Now;
        return [.. _lanes.Select(lane => lane.HeldBack(now)).OfType<PausedQueue>()];
    }

    public void Enter(string id) => Find(id).Enter(Now);

    /// <param name="failure">How the slot ended; null when well.</param>
    public void Leave(string id, Failure? failure) => Find(id).Leave(failure, Now);

    private ProviderQueue Find(string id) => _lanes.Find(lane => lane.Limits.Id == id) ?? throw new ArgumentException($"No lane '{id}'.", nameof(id));

    private sealed class ProviderQueue(QueueLimits limits)
    {
        private readonly Queue<DateTimeOffset> _starts = new();
        private readonly CircuitBreaker _circuit = new();
        private int _running;

        public QueueLimits Limits => limits;

        /// <summary>While a circuit is being tried, one slot at a time.</summary>
        public bool HasPlace => _running < (_circuit.OnTrial ? 1 : limits.MaxConcurrency);

        public PausedQueue? HeldBack(DateTimeOffset now)
        {
            while (_starts.TryPeek(out var oldest) && oldest + Minute <= now)
            {
                _starts.Dequeue();
            }

            return _circuit.OpenUntil > now ? new PausedQueue(limits.Id, PauseReason.Circuit, _circuit.OpenUntil.Value)
                : _starts.Count >= limits.StartsPerMinute ? new PausedQueue(limits.Id, PauseReason.Rate, _starts.Peek() + Minute)
                : null;
        }

        public void Enter(DateTimeOffset now)
        {
            _running++;
            if (limits.StartsPerMinute is not null)
            {
                _starts.Enqueue(now);
            }
        }

        public void Leave(Failure? failure, DateTimeOffset now)
        {
            _running--;
            _circuit.Note(failure, now);
        }
    }
}
