using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Darkroom.Providers;

/// <summary>
/// The services' own lists of models, in memory. A list is requested when it is first needed and again after an hour, in the background and once
/// for all callers. If that fails, the last list stays.
/// </summary>
public sealed class ModelLists(TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);
    private readonly ConditionalWeakTable<IImageProvider, Entry> _entries = [];

    /// <summary>Returns the newest list; waits only for the first one.</summary>
    /// <returns>Empty if there is none.</returns>
    /// <exception cref="OperationCanceledException">The token fired. The request continues for other callers.</exception>
    public async Task<ImmutableArray<ListedModel>> GetAsync(IImageProvider provider, CancellationToken cancellationToken)
    {
        if (provider is not IModelLister { Setup.Configured: true } lister)
        {
            return [];
        }

        var entry = _entries.GetOrCreateValue(provider);
        Task? refresh;
        lock (entry)
        {
            if (entry.Refresh is null && (entry.Due is not { } due || time.GetUtcNow() >= due))
            {
                entry.Refresh = RefreshAsync(lister, entry);
            }

            refresh = entry.Refresh is { IsCompleted: false } running ? running : null;
        }

        if (entry.Models is null && refresh is not null)
        {
            await refresh.WaitAsync(cancellationToken);
        }

        return entry.Models ?? [];
    }

    private async Task RefreshAsync(IModelLister lister, Entry entry)
    {
        // The caller holds the lock.
        await Task.Yield();
        ImmutableArray<ListedModel>? models = null;
        try
        {
            models = await lister.ListModelsAsync(CancellationToken.None);
        }
        finally
        {
            lock (entry)
            {
                entry.Models = models ?? entry.Models;
                entry.Due = time.GetUtcNow() + (models is null ? RetryAfter : Fresh);
                entry.Refresh = null;
            }
        }
    }

    private sealed class Entry
    {
        private volatile object? _models;

        public ImmutableArray<ListedModel>? Models
        {
            get => (ImmutableArray<ListedModel>?)_models;
            set => _models = value;
        }

        public DateTimeOffset? Due { get; set; }

        public Task? Refresh { get; set; }
    }
}
