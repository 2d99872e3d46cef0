namespace Darkroom.Jobs;

/// <summary>How much of one provider may be used at once.</summary>
/// <param name="Id">The provider's id.</param>
/// <param name="MaxConcurrency">Slots that run side by side, 1 or more.</param>
/// <param name="StartsPerMinute">Slots begun in any 60 seconds; null for no limit.</param>
public sealed record LaneLimits(string Id, int MaxConcurrency, int? StartsPerMinute);

/// <summary>Counts what runs in each lane and says which have room. Not thread safe: it belongs to the runner's loop.</summary>
internal sealed class Lanes
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly List<Lane> _lanes;
    private readonly TimeProvider _time;

    public Lanes(IEnumerable<LaneLimits> limits, TimeProvider time)
    {
        _lanes = [.. limits.Select(one => new Lane(one))];
        _time = time;
    }

    public IReadOnlyCollection<string> WithRoom()
    {
        var now = _time.GetUtcNow();
        return [.. _lanes.Where(lane => lane.WaitFor(now) == TimeSpan.Zero && lane.HasPlace).Select(lane => lane.Limits.Id)];
    }

    /// <summary>How long until a lane that is held back by its rate alone has room; null when none is.</summary>
    public TimeSpan? NextRoom()
    {
        var now = _time.GetUtcNow();
        var waits = _lanes.Where(lane => lane.HasPlace).Select(lane => lane.WaitFor(now)).Where(wait => wait > TimeSpan.Zero).ToList();
        return waits.Count == 0 ? null : waits.Min();
    }

    public void Enter(string id) => Find(id).Enter(_time.GetUtcNow());

    public void Leave(string id) => Find(id).Leave();

    private Lane Find(string id) => _lanes.Find(lane => lane.Limits.Id == id) ?? throw new ArgumentException($"No lane '{id}'.", nameof(id));

    private sealed class Lane(LaneLimits limits)
    {
        private readonly Queue<DateTimeOffset> _starts = new();
        private int _running;

        public LaneLimits Limits => limits;

        public bool HasPlace => _running < limits.MaxConcurrency;

        public TimeSpan WaitFor(DateTimeOffset now)
        {
            while (_starts.TryPeek(out var oldest) && oldest + Minute <= now)
            {
                _starts.Dequeue();
            }

            return limits.StartsPerMinute is { } most && _starts.Count >= most ? _starts.Peek() + Minute - now : TimeSpan.Zero;
        }

        public void Enter(DateTimeOffset now)
        {
            _running++;
            if (limits.StartsPerMinute is not null)
            {
                _starts.Enqueue(now);
            }
        }

        public void Leave() => _running--;
    }
}
