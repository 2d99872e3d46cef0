namespace Darkroom;

/// <summary>
/// Limits how many images are in memory between a provider and the disk. A reader that is about to receive an image waits for room, so that its
/// connection's window fills and the provider holds back the rest. Finished images go before partial images, otherwise in order of arrival.
/// </summary>
/// <param name="maxImages">The number of images that may be in memory at the same time. At least 1.</param>
/// <param name="maxBytes">The number of bytes that they may have together. One image always has room, whatever its size.</param>
/// <param name="time">The clock.</param>
public sealed class ImageBudget(int maxImages, long maxBytes, TimeProvider time)
{
    /// <summary>
    /// How long an image waits at most. It is received without room then: an image whose connection has stalled must not hold up the others.
    /// </summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _finals = [];
    private readonly LinkedList<Waiter> _partials = [];
    private int _images;
    private long _bytes;

    /// <summary>The number of images that have room now.</summary>
    public int Images
    {
        get
        {
            lock (_gate)
            {
                return _images;
            }
        }
    }

    /// <summary>Waits for room.</summary>
    /// <param name="bytes">The expected size of the image in bytes.</param>
    /// <param name="final">Whether it is a finished image.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The room, which the caller disposes.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async ValueTask<Room> EnterAsync(long bytes, bool final, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LinkedListNode<Waiter> node;
        lock (_gate)
        {
            if (NoneBefore(final) && TryAdd(bytes))
            {
                return new Room(this, bytes);
            }

            node = (final ? _finals : _partials).AddLast(new Waiter(bytes));
        }

        using var patience = new CancellationTokenSource(MaxWait, time);
        await using var late = patience.Token.UnsafeRegister(_ => AdmitLate(node), null);
        await using var cancelled = cancellationToken.UnsafeRegister(_ => Abandon(node, cancellationToken), null);
        await node.Value.Admitted.Task;
        return new Room(this, bytes);
    }

    /// <summary>Returns room if there is some now and no one waits for it; null otherwise.</summary>
    /// <inheritdoc cref="EnterAsync" path="/param"/>
    public Room? TryEnter(long bytes, bool final)
    {
        lock (_gate)
        {
            return NoneBefore(final) && TryAdd(bytes) ? new Room(this, bytes) : null;
        }
    }

    private bool NoneBefore(bool final) => _finals.Count == 0 && (final || _partials.Count == 0);

    private bool TryAdd(long bytes)
    {
        if (_images > 0 && (_images >= maxImages || _bytes + bytes > maxBytes))
        {
            return false;
        }

        Add(bytes);
        return true;
    }

    private void Add(long bytes)
    {
        _images++;
        _bytes += bytes;
    }

    /// <summary>Ends a wait unless it has been admitted in the meantime.</summary>
    private void Abandon(LinkedListNode<Waiter> node, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (node.List is not { } list)
            {
                return;
            }

            list.Remove(node);
            Admit();
        }

        node.Value.Admitted.TrySetCanceled(cancellationToken);
    }

    private void AdmitLate(LinkedListNode<Waiter> node)
    {
        lock (_gate)
        {
            if (node.List is { } list)
            {
                list.Remove(node);
                Add(node.Value.Bytes);
                node.Value.Admitted.SetResult();
            }
        }
    }

    private void Admit()
    {
        while ((_finals.First ?? _partials.First) is { } next && TryAdd(next.Value.Bytes))
        {
            next.List!.Remove(next);
            next.Value.Admitted.SetResult();
        }
    }

    /// <summary>The room of one image. Disposing it twice has no effect.</summary>
    public sealed class Room : IDisposable
    {
        private readonly ImageBudget _budget;
        private long _bytes;
        private bool _left;

        internal Room(ImageBudget budget, long bytes) => (_budget, _bytes) = (budget, bytes);

        // For an image that was lost, for example by an exception in foreign code.
        ~Room() => Change(0, left: true);

        /// <summary>Corrects the size of the image, without a wait: what has begun is finished.</summary>
        public void Resize(long bytes) => Change(bytes, left: false);

        public void Dispose()
        {
            Change(0, left: true);
            GC.SuppressFinalize(this);
        }

        private void Change(long bytes, bool left)
        {
            lock (_budget._gate)
            {
                if (_left)
                {
                    return;
                }

                _budget._bytes += bytes - _bytes;
                _budget._images -= left ? 1 : 0;
                (_bytes, _left) = (bytes, left);
                _budget.Admit();
            }
        }
    }

    private sealed record Waiter(long Bytes)
    {
        public TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
