namespace Darkroom.Jobs;

/// <summary>The slots this process is working on, each with its own way to be cancelled.</summary>
internal sealed class RunningSlots
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string GenerationId, int ImageIndex), Entry> _entries = [];

    public void Add(SlotLease lease, Func<CancellationToken, Task> run, CancellationToken stopping)
    {
        // Disposed when the slot lets go, in RemoveWhenEndedAsync.
        var cancel = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var entry = new Entry(lease, cancel);
        lock (_gate)
        {
            _entries[(lease.GenerationId, lease.ImageIndex)] = entry;
        }

        entry.Ended = RemoveWhenEndedAsync(entry, run);
    }

    public void Cancel(string generationId, int imageIndex)
    {
        Entry? entry;
        lock (_gate)
        {
            entry = _entries.GetValueOrDefault((generationId, imageIndex));
        }

        entry?.TryCancel();
    }

    public IReadOnlyCollection<SlotLease> Leases()
    {
        lock (_gate)
        {
            return [.. _entries.Values.Select(entry => entry.Lease)];
        }
    }

    public async Task WhenAllEndedAsync()
    {
        Task[] running;
        lock (_gate)
        {
            running = [.. _entries.Values.Select(entry => entry.Ended)];
        }

        await Task.WhenAll(running);
    }

    private async Task RemoveWhenEndedAsync(Entry entry, Func<CancellationToken, Task> run)
    {
        // Leaves the claiming loop at once, so that slots begin side by side.
        await Task.Yield();
        await run(entry.Token);
        lock (_gate)
        {
            // A cancelled slot may have been retried and claimed again before its first run let go.
            var key = (entry.Lease.GenerationId, entry.Lease.ImageIndex);
            if (_entries.GetValueOrDefault(key) == entry)
            {
                _entries.Remove(key);
            }
        }

        entry.Dispose();
    }

    private sealed class Entry(SlotLease lease, CancellationTokenSource cancel) : IDisposable
    {
        public SlotLease Lease => lease;

        public CancellationToken Token { get; } = cancel.Token;

        public Task Ended { get; set; } = Task.CompletedTask;

        public void TryCancel()
        {
            try
            {
                cancel.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It let go in this very moment.
            }
        }

        public void Dispose() => cancel.Dispose();
    }
}
