namespace Darkroom;

/// <summary>The kinds of images that are received, in the order in which they get room.</summary>
public enum ReceivedImage
{
    /// <summary>A finished image.</summary>
    Final,

    /// <summary>The first partial image of a call.</summary>
    FirstPartial,

    /// <summary>Another partial image, which may be skipped: a newer one follows.</summary>
    LaterPartial,
}

/// <summary>
/// Limits how many images are in memory between a provider and the disk. A reader that is about to receive an image waits for room, so that its
/// connection's window fills and the provider holds back the rest.
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

    /// <summary>How long a later partial image waits at most. It is skipped then, because the finished image comes behind it on the same connection.</summary>
    public static readonly TimeSpan MaxLaterPartialWait = TimeSpan.FromMilliseconds(300);

    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter>[] _waiting = [[], [], []];
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
    /// <param name="image">The kind of image. Images of one kind get room in order of arrival.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The room, which the caller disposes; null if the image is to be skipped.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async ValueTask<Room?> EnterAsync(long bytes, ReceivedImage image, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var node = new LinkedListNode<Waiter>(new Waiter(bytes));
        lock (_gate)
        {
            if (TryEnter(bytes, image) is { } room)
            {
                return room;
            }

            _waiting[(int)image].AddLast(node);
        }

        using var timeout = new CancellationTokenSource(image is ReceivedImage.LaterPartial ? MaxLaterPartialWait : MaxWait, time);
        await using var late = timeout.Token.UnsafeRegister(_ => Expire(node, admit: image is not ReceivedImage.LaterPartial), null);
        await using var cancelled = cancellationToken.UnsafeRegister(_ => Abandon(node, cancellationToken), null);
        return await node.Value.Admitted.Task ? new Room(this, bytes) : null;
    }

    /// <summary>Returns room if there is some now and no image waits that comes first; null otherwise.</summary>
    /// <inheritdoc cref="EnterAsync" path="/param"/>
    internal Room? TryEnter(long bytes, ReceivedImage image)
    {
        lock (_gate)
        {
            return _waiting.Take((int)image + 1).All(list => list.Count == 0) && TryAdd(bytes) ? new Room(this, bytes) : null;
        }
    }

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

    /// <summary>Ends a wait that took too long, unless it has been admitted in the meantime.</summary>
    private void Expire(LinkedListNode<Waiter> node, bool admit)
    {
        lock (_gate)
        {
            if (node.List is not { } list)
            {
                return;
            }

            list.Remove(node);
            if (admit)
            {
                Add(node.Value.Bytes);
            }

            node.Value.Admitted.SetResult(admit);
            Admit();
        }
    }

    private void Admit()
    {
        while (_waiting.FirstOrDefault(list => list.Count > 0)?.First is { } next && TryAdd(next.Value.Bytes))
        {
            next.List!.Remove(next);
            next.Value.Admitted.SetResult(true);
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
        /// <summary>Whether the image has room; it is skipped otherwise.</summary>
        public TaskCompletionSource<bool> Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
