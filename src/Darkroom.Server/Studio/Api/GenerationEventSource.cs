namespace Darkroom.Server.Studio.Api;

/// <summary>The event log of one generation, after a sequence number. It is over when the generation has ended and every event was sent.</summary>
internal sealed class GenerationEventSource(IGenerationStore store, IEventLog log, string generationId, long after) : EventSource
{
    private long _sent = after;

    public override IReadOnlySet<string> Topics { get; } = ImmutableHashSet.Create(generationId);

    public override string GenerationId => generationId;

    public override async Task<ImmutableArray<StreamEvent>> NextAsync(int limit, CancellationToken cancellationToken)
    {
        var events = await log.ReadAsync(generationId, _sent, limit, cancellationToken);
        _sent = events.IsEmpty ? _sent : events[^1].Sequence;
        return [.. events.Select(logged => new StreamEvent(logged.Sequence, generationId, logged))];
    }

    public override async ValueTask<bool> IsOverAsync(CancellationToken cancellationToken)
    {
        var state = await store.FindAsync(generationId, cancellationToken);
        return state is null || (state.Ended && _sent >= state.LastSequence);
    }
}
