using System.Collections.Immutable;
using Darkroom.Server.Http;
using Darkroom.Generations;

namespace Darkroom.Server.Studio.Api;

/// <summary>One generation's log, from any point on. It is over when the generation has ended and all of it was sent.</summary>
internal sealed class GenerationEventSource(string generationId, long after) : EventSource
{
    private long _sent = after;

    public override string Topic => generationId;

    public override string GenerationId => generationId;

    public override async Task<ImmutableArray<StreamEvent>> NextAsync(IEventLog log, int limit, CancellationToken cancellationToken)
    {
        var events = await log.ReadAsync(generationId, _sent, limit, cancellationToken);
        _sent = events.IsEmpty ? _sent : events[^1].Sequence;
        return [.. events.Select(logged => new StreamEvent(logged.Sequence, generationId, logged))];
    }

    public override async Task<bool> IsOverAsync(IGenerationStore store, CancellationToken cancellationToken)
    {
        var state = await store.FindAsync(generationId, cancellationToken);
        return state is null || (state.Ended && _sent >= state.LastSequence);
    }
}
