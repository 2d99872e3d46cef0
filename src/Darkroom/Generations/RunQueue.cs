using System.Collections.Immutable;

namespace Darkroom.Generations;

/// <summary>A generation that runs or waits, and its place in the queues.</summary>
/// <param name="Position">The number of images that are started before its next one by the same provider; null if none of its images waits.</param>
/// <param name="Remaining">How long until the images that run now are expected; null if that is unknown.</param>
/// <param name="Paused">The pause of the provider queue that its next image waits in; null if there is none.</param>
public sealed record QueuedRun(GenerationState State, int? Position, TimeSpan? Remaining, PausedQueue? Paused)
{
    /// <summary>Places generations in the queues.</summary>
    /// <param name="inOrder">All that have not ended, or the first of them, in the order in which they are started.</param>
    /// <param name="paused">The provider queues that are paused.</param>
    /// <param name="now">The time that remaining times count from.</param>
    public static ImmutableArray<QueuedRun> List(
        IEnumerable<GenerationState> inOrder, IReadOnlyCollection<PausedQueue> paused, DateTimeOffset now)
    {
        var waiting = new Dictionary<string, int>(StringComparer.Ordinal);
        var runs = ImmutableArray.CreateBuilder<QueuedRun>();
        foreach (var state in inOrder)
        {
            var providers = state.Slots.Where(slot => slot.Status == SlotStatus.Waiting).Select(slot => state.RequestOf(slot.ImageIndex).Provider).ToList();
            runs.Add(providers is [var next, ..]
                ? new QueuedRun(state, waiting.GetValueOrDefault(next), RemainingOf(state, now), paused.FirstOrDefault(queue => queue.Id == next))
                : new QueuedRun(state, null, RemainingOf(state, now), null));
            foreach (var provider in providers)
            {
                waiting[provider] = waiting.GetValueOrDefault(provider) + 1;
            }
        }

        return runs.ToImmutable();
    }

    private static TimeSpan? RemainingOf(GenerationState state, DateTimeOffset now)
    {
        var expected = state.Slots.Where(slot => slot.Status == SlotStatus.Running)
            .Select(slot => slot.Progress is { EtaMs: { } eta } progress ? progress.At + TimeSpan.FromMilliseconds(eta) : (DateTimeOffset?)null).Max();
        return expected is null ? null : expected > now ? expected - now : TimeSpan.Zero;
    }
}

/// <summary>Everything that runs or waits.</summary>
public sealed class RunQueue(IGenerationStore store, JobRunner runner, JobOptions options, TimeProvider time)
{
    /// <summary>Returns the generations that have not ended, in the order in which they are started, with their places in the queues.</summary>
    public async Task<ImmutableArray<QueuedRun>> ListAsync(CancellationToken cancellationToken) =>
        QueuedRun.List(await store.UnfinishedAsync(options.QueueLimit, cancellationToken), runner.Paused, time.GetUtcNow());

    /// <inheritdoc cref="IGenerationStore.MoveAsync"/>
    public Task<bool> MoveAsync(string id, string? before, CancellationToken cancellationToken) => store.MoveAsync(id, before, cancellationToken);
}
