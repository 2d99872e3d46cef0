using System.Collections.Immutable;
using System.Text.Json;
using Darkroom.Generations;
using Darkroom.Server.Http;

namespace Darkroom.Server.Studio.Api;

/// <summary>
/// The logs of all generations as one: first a <c>snapshot</c> of what is running, then what is added. With a position to resume
/// after there is no snapshot: everything since is sent, also of generations that have ended meanwhile.
/// </summary>
internal sealed class AllEventsSource(long? after, JsonSerializerOptions json, TimeProvider time) : EventSource
{
    private long? _sent = after;

    public override string Topic => IJobSignals.Everything;

    public override string GenerationId => "";

    public override async Task<ImmutableArray<StreamEvent>> NextAsync(IEventLog log, int limit, CancellationToken cancellationToken)
    {
        if (_sent is not { } sent)
        {
            var snapshot = await log.SnapshotAsync(cancellationToken);
            _sent = snapshot.Position;
            return [new StreamEvent(snapshot.Position, "", Describe(snapshot))];
        }

        var events = await log.ReadAllAsync(sent, limit, cancellationToken);
        _sent = events.IsEmpty ? sent : events[^1].Position;
        return [.. events.Select(one => new StreamEvent(one.Position, one.GenerationId, one.Logged, ShowSequence: true))];
    }

    public override Task<bool> IsOverAsync(IGenerationStore store, CancellationToken cancellationToken) => Task.FromResult(false);

    private LoggedEvent Describe(RunningSnapshot snapshot)
    {
        var view = new SnapshotView([.. snapshot.Generations.Select(one => GenerationView.From(one.State, one.Partials))]);
        return new LoggedEvent(0, "snapshot", null, time.GetUtcNow(), JsonSerializer.Serialize(view, json), null);
    }
}

/// <summary>The <c>snapshot</c> event's data.</summary>
/// <param name="Generations">All that are running, oldest first, each slot with its newest partial image.</param>
public sealed record SnapshotView(ImmutableArray<GenerationView> Generations);
