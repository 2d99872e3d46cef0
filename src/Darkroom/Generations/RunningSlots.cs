
namespace Darkroom.Generations;

/// <summary>
/// The claims this process is working on, each with its own way to be cancelled. Kept by attempt: a cancelled slot may be retried
/// and claimed again before its first run has let go, and what is meant for the one must not hit the other.
/// </summary>
internal sealed class RunningSlots
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string GenerationId, int ImageIndex, int Attempt), RunningSlot> _entries = [];

    /// <summary>Begins the work on a slot.</summary>
    /// <param name="lease">The claim.</param>
    /// <param name="run">The work; it does not throw.</param>
    /// <param name="ended">Called when the slot has let go and is no longer counted here.</param>
    /// <param name="stopping">Cancels the work like <see cref="Cancel"/> does.</param>
    public void Add(SlotLease lease, Func<CancellationToken, Task> run, Action ended, CancellationToken stopping)
    {
        // Disposed when the slot lets go, in RemoveWhenEndedAsync.
        var cancel = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var entry = new RunningSlot(lease, cancel);
        lock (_gate)
        {
            _entries.Add(KeyOf(lease), entry);
            entry.Ended = RemoveWhenEndedAsync(entry, run, ended);
        }
    }

    public void Cancel(string generationId, int imageIndex, int attempt)
    {
        RunningSlot? entry;
        lock (_gate)
        {
            entry = _entries.GetValueOrDefault((generationId, imageIndex, attempt));
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

    private static (string GenerationId, int ImageIndex, int Attempt) KeyOf(SlotLease lease) =>
        (lease.GenerationId, lease.ImageIndex, lease.Attempt);

    private async Task RemoveWhenEndedAsync(RunningSlot entry, Func<CancellationToken, Task> run, Action ended)
    {
        // Leaves the claiming loop at once, so that slots begin side by side.
        await Task.Yield();
        await run(entry.Token);
        lock (_gate)
        {
            _entries.Remove(KeyOf(entry.Lease));
        }

        entry.Dispose();
        ended();
    }

    private sealed class RunningSlot(SlotLease lease, CancellationTokenSource cancel) : IDisposable
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
