using System.Collections.Concurrent;
using Darkroom.Gallery;

namespace Darkroom.Server.Gallery;

/// <summary>
/// Finds the files of images. Those that were served last are kept in memory, so that a tile that was seen before needs no database. All are
/// forgotten when an image was deleted, by whichever process.
/// </summary>
/// <param name="find">Reads from the storage: <see cref="IGallery.FindFileAsync"/>.</param>
/// <param name="capacity">The number of images to keep, at most twice as many for a moment.</param>
internal sealed class ImageFiles(Func<string, CancellationToken, Task<ImageFile?>> find, IJobSignals signals, int capacity = 16_384) : IDisposable
{
    private readonly CancellationTokenSource _disposed = new();
    private readonly Lock _gate = new();
    private Entries? _kept;

    /// <summary>Returns the file of an image; null if there is none with this id.</summary>
    /// <param name="id">A well-formed id.</param>
    /// <exception cref="Darkroom.Storage.StorageException">The storage cannot be read.</exception>
    public async ValueTask<ImageFile?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var kept = Volatile.Read(ref _kept) ?? Begin();
        if (kept.Find(id) is { } known)
        {
            return known;
        }

        // Kept in the dictionaries of before the read: if an image is deleted meanwhile, they are dropped.
        var found = await find(id, cancellationToken);
        if (found is not null)
        {
            kept.Add(id, found, capacity / 2);
        }

        return found;
    }

    public void Dispose()
    {
        _disposed.Cancel();
        _disposed.Dispose();
    }

    private Entries Begin()
    {
        lock (_gate)
        {
            if (_kept is null)
            {
                // Subscribed before the first read, so that no signal is missed.
                _ = FollowAsync(signals.Subscribe(IJobSignals.Deleted), _disposed.Token);
                _kept = new Entries();
            }

            return _kept;
        }
    }

    private async Task FollowAsync(ISignalSubscription deleted, CancellationToken stopping)
    {
        using (deleted)
        {
            try
            {
                while (true)
                {
                    await deleted.WaitAsync(Timeout.InfiniteTimeSpan, stopping);
                    Volatile.Write(ref _kept, new Entries());
                }
            }
            catch (OperationCanceledException)
            {
                // The process ends.
            }
        }
    }

    /// <summary>The entries that were added last, and older ones, which are dropped when as many as half of the capacity were added since.</summary>
    private sealed class Entries
    {
        private ConcurrentDictionary<string, ImageFile> _recent = new(StringComparer.Ordinal);
        private ConcurrentDictionary<string, ImageFile> _older = new(StringComparer.Ordinal);
        private int _added;

        public ImageFile? Find(string id) => _recent.TryGetValue(id, out var file) || _older.TryGetValue(id, out file) ? file : null;

        public void Add(string id, ImageFile file, int half)
        {
            if (Interlocked.Increment(ref _added) % half == 0)
            {
                _older = _recent;
                _recent = new ConcurrentDictionary<string, ImageFile>(StringComparer.Ordinal);
            }

            _recent[id] = file;
        }
    }
}
