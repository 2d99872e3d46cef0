namespace Darkroom.Generations;

/// <summary>
/// The slots that this process works on. They are kept by attempt: a cancelled slot can be retried and claimed again before its first run has
/// ended, and cancelling the one must not cancel the other.
/// </summary>
internal sealed class RunningSlots
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string GenerationId, int ImageIndex, int Attempt), RunningSlot> _slots = [];

    /// <summary>Adds a slot; it is removed when it is disposed.</summary>
    /// <param name="stopping">Cancels the slot like <see cref="Cancel"/>.</param>
    public RunningSlot Add(SlotLease lease, CancellationToken stopping)
    {
        var slot = new RunningSlot(this, lease, CancellationTokenSource.CreateLinkedTokenSource(stopping));
        lock (_gate)
        {
            _slots.Add(KeyOf(lease), slot);
        }

        return slot;
    }

    /// <summary>Cancels the work on a slot, if it runs here.</summary>
    public void Cancel(SlotLease lease)
    {
        RunningSlot? slot;
        lock (_gate)
        {
            slot = _slots.GetValueOrDefault(KeyOf(lease));
        }

        slot?.Cancel();
    }

    public IReadOnlyCollection<SlotLease> Leases()
    {
        lock (_gate)
        {
            return [.. _slots.Values.Select(slot => slot.Lease)];
        }
    }

    /// <summary>Returns the number of cancelled slots of a provider whose work has not ended yet.</summary>
    public int CountEnding(string provider)
    {
        lock (_gate)
        {
            return _slots.Values.Count(slot => slot.IsCancelled && slot.Lease.Request.Provider == provider);
        }
    }

    /// <summary>Completes when the work on all slots has ended.</summary>
    public Task WhenAllEndedAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_slots.Values.Select(slot => slot.Work));
        }
    }

    private void Remove(RunningSlot slot)
    {
        lock (_gate)
        {
            _slots.Remove(KeyOf(slot.Lease));
        }
    }

    private static (string GenerationId, int ImageIndex, int Attempt) KeyOf(SlotLease lease) =>
        (lease.GenerationId, lease.ImageIndex, lease.Attempt);

    /// <summary>One slot, and the work on it.</summary>
    internal sealed class RunningSlot(RunningSlots owner, SlotLease lease, CancellationTokenSource cancel) : IDisposable
    {
        public SlotLease Lease => lease;

        public CancellationToken Token { get; } = cancel.Token;

        /// <summary>Completes when the work has ended.</summary>
        public Task Work { get; set; } = Task.CompletedTask;

        public bool IsCancelled => Token.IsCancellationRequested;

        public void Cancel()
        {
            try
            {
                cancel.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The work ended at this moment.
            }
        }

        public void Dispose()
        {
            owner.Remove(this);
            cancel.Dispose();
        }
    }
}
