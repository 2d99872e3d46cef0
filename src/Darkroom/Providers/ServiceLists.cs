using System.Runtime.CompilerServices;

namespace Darkroom.Providers;

/// <summary>
/// Lists of services, in memory. A list is requested when it is first needed and again after an hour, in the background and once for all callers. If
/// that fails, the last list stays.
/// </summary>
public abstract class ServiceLists<T>(TimeProvider time)
    where T : class
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);
    private readonly ConditionalWeakTable<IImageProvider, Entry> _entries = [];

    /// <summary>Returns the newest list; waits only for the first one.</summary>
    /// <param name="request">Requests the list; returns null if that fails.</param>
    /// <returns>Null if there is none.</returns>
    /// <exception cref="OperationCanceledException">The token fired. The request continues for other callers.</exception>
    protected async Task<T?> GetAsync(IImageProvider provider, Func<Task<T?>> request, CancellationToken cancellationToken)
    {
        var entry = _entries.GetOrCreateValue(provider);
        Task? refresh;
        lock (entry)
        {
            if (entry.Refresh is null && (entry.Due is not { } due || time.GetUtcNow() >= due))
            {
                entry.Refresh = RefreshAsync(request, entry);
            }

            refresh = entry.Refresh is { IsCompleted: false } running ? running : null;
        }

        if (entry.List is null && refresh is not null)
        {
            await refresh.WaitAsync(cancellationToken);
        }

        return entry.List;
    }

    private async Task RefreshAsync(Func<Task<T?>> request, Entry entry)
    {
        // The caller holds the lock.
        await Task.Yield();
        T? list = null;
        try
        {
            list = await request();
        }
        finally
        {
            lock (entry)
            {
                entry.List = list ?? entry.List;
                entry.Due = time.GetUtcNow() + (list is null ? RetryAfter : Fresh);
                entry.Refresh = null;
            }
        }
    }

    private sealed class Entry
    {
        private volatile T? _list;

        public T? List
        {
            get => _list;
            set => _list = value;
        }

        public DateTimeOffset? Due { get; set; }

        public Task? Refresh { get; set; }
    }
}
