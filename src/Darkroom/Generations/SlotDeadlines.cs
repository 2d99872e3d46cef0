using System.Collections.Concurrent;

namespace Darkroom.Generations;

/// <summary>
/// How much time each slot has left over all its tries. Within one process by elapsed time, so that nobody loses or gains hours when
/// the clock on the wall is set; after a restart by that clock, which is all there is then.
/// </summary>
internal sealed class SlotDeadlines(TimeSpan allowed, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string GenerationId, int ImageIndex), (long Timestamp, TimeSpan Before)> _starts = new();

    /// <summary>Notes that a try begins.</summary>
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

    /// <summary>The slot is not tried again by itself.</summary>
    public void Forget(string generationId, int imageIndex) => _starts.TryRemove((generationId, imageIndex), out _);

    private static (string GenerationId, int ImageIndex) KeyOf(SlotLease lease) => (lease.GenerationId, lease.ImageIndex);
}
