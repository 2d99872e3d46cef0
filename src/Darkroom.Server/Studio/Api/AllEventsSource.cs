using System.Text.Json;
using Darkroom.Gallery;

namespace Darkroom.Server.Studio.Api;

/// <summary>
/// The event logs of all generations as one: a <c>snapshot</c> of the running generations, then new events. With a position to resume after
/// there is no snapshot; every event since then is sent, also of generations that have ended. Between them, <c>bulk</c> events report changes of
/// many images. These are in no log and have no id.
/// </summary>
internal sealed class AllEventsSource(IEventLog log, IBulkJobs jobs, long? after, JsonSerializerOptions json, TimeProvider time) : EventSource
{
    /// <summary>Jobs that ended longer ago are not reported to a client that connects.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, BulkView> _jobs = new(StringComparer.Ordinal);
    private long? _sent = after;

    public override IReadOnlySet<string> Topics { get; } = ImmutableHashSet.Create(IJobSignals.Everything);

    public override async Task<ImmutableArray<StreamEvent>> NextAsync(int limit, CancellationToken cancellationToken)
    {
        if (_sent is not { } sent)
        {
            var snapshot = await log.SnapshotAsync(cancellationToken);
            _sent = snapshot.Position;
            return [new StreamEvent(snapshot.Position, "", Describe(snapshot)), .. await JobsAsync(limit - 1, cancellationToken)];
        }

        var events = await log.ReadAllAsync(sent, limit, cancellationToken);
        _sent = events.IsEmpty ? sent : events[^1].Position;
        return
        [
            .. events.Select(one => new StreamEvent(one.Position, one.GenerationId, one.Logged, ShowSequence: true)),
            .. await JobsAsync(limit - events.Length, cancellationToken),
        ];
    }

    public override ValueTask<bool> IsOverAsync(CancellationToken cancellationToken) => ValueTask.FromResult(false);

    /// <summary>Returns the jobs that have changed since they were sent, each only as it is now.</summary>
    private async Task<IEnumerable<StreamEvent>> JobsAsync(int limit, CancellationToken cancellationToken)
    {
        if (limit == 0)
        {
            return [];
        }

        var now = time.GetUtcNow();
        var recent = (await jobs.ChangedSinceAsync(now - Recent, limit, cancellationToken)).Select(BulkView.From).ToList();
        var changed = recent.Where(job => _jobs.GetValueOrDefault(job.Id) != job).Reverse().ToList();
        _jobs.Clear();
        foreach (var job in recent)
        {
            _jobs[job.Id] = job;
        }

        return changed.Select(job => new StreamEvent(
            null, "", new LoggedEvent(0, "bulk", null, now, JsonSerializer.Serialize(job, json), null)));
    }

    private LoggedEvent Describe(RunningSnapshot snapshot)
    {
        // The running generations, oldest first, each slot with its newest partial image.
        var view = new { Generations = snapshot.Generations.Select(one => GenerationView.From(one.State, one.Partials)) };
        return new LoggedEvent(0, "snapshot", null, time.GetUtcNow(), JsonSerializer.Serialize(view, json), null);
    }
}
