using System.Text.Json;

namespace Darkroom.Server.Studio.Api;

/// <summary>
/// The event logs of all generations as one: a <c>snapshot</c> of the running generations, then new events. With a position to resume after
/// there is no snapshot; every event since then is sent, also of generations that have ended.
/// </summary>
internal sealed class AllEventsSource(IEventLog log, long? after, JsonSerializerOptions json, TimeProvider time) : EventSource
{
    private long? _sent = after;

    public override IReadOnlySet<string> Topics { get; } = ImmutableHashSet.Create(IJobSignals.Everything);

    public override async Task<ImmutableArray<StreamEvent>> NextAsync(int limit, CancellationToken cancellationToken)
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

    public override ValueTask<bool> IsOverAsync(CancellationToken cancellationToken) => ValueTask.FromResult(false);

    private LoggedEvent Describe(RunningSnapshot snapshot)
    {
        // The running generations, oldest first, each slot with its newest partial image.
        var view = new { Generations = snapshot.Generations.Select(one => GenerationView.From(one.State, one.Partials)) };
        return new LoggedEvent(0, "snapshot", null, time.GetUtcNow(), JsonSerializer.Serialize(view, json), null);
    }
}
