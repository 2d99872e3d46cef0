using System.Collections.Concurrent;

namespace Darkroom.Generations;

/// <summary>
/// How much time each slot has left over all its tries. Within one process it is measured by elapsed time, so that setting the clock neither
/// uses up nor extends a deadline; after a restart by the clock, because elapsed times of an earlier process are unknown.
/// </summary>
internal sealed class SlotDeadlines(TimeSpan allowed, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string GenerationId, int ImageIndex), (long Timestamp, TimeSpan Before)> _starts = new();

    public void Begin(SlotLease lease)
    {
        if (lease.Tries == 1)
        {
            _starts[KeyOf(lease)] = (time.GetTimestamp(), TimeSpan.Zero);
        }
        else
        {
            _starts.GetOrAdd(KeyOf(lease), _ => (time.GetTimestamp(), time.GetUtcNow() - lease.FirstStartedAt));
        }
    }

    public TimeSpan Left(SlotLease lease) => _starts.TryGetValue(KeyOf(lease), out var start)
        ? allowed - start.Before - time.GetElapsedTime(start.Timestamp)
        : allowed - (time.GetUtcNow() - lease.FirstStartedAt);

    /// <summary>Forgets a slot that is not tried again automatically.</summary>
    public void Forget(SlotLease lease) => _starts.TryRemove(KeyOf(lease), out _);

    private static (string GenerationId, int ImageIndex) KeyOf(SlotLease lease) => (lease.GenerationId, lease.ImageIndex);
}
