using System.Collections.Immutable;
using Dapper;
using Darkroom.Generations;
using Darkroom.Sqlite.Costs;
using Darkroom.Sqlite.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Generations;

/// <summary>
/// The queue of slots in SQLite. Every verb runs on the one writer, which loads the generation, lets <see cref="GenerationStateMachine"/>
/// decide, and writes the transition.
/// </summary>
internal sealed class SqliteSlotQueue(Database database, SqliteWriter writer, IJobSignals signals, TimeProvider time) : ISlotQueue
{
    private const int MaxReportedPauses = 100;

    public async Task<SlotLease?> ClaimAsync(
        string owner, IReadOnlyCollection<string> lanes, TimeSpan lease, CancellationToken cancellationToken)
    {
        var claimed = await writer.WriteAsync(connection => Claim(connection, owner, lanes, lease), cancellationToken);
        if (claimed is not null)
        {
            signals.Raise(claimed.GenerationId);
        }

        return claimed;
    }

    public async Task<DateTimeOffset?> NextDueAsync(IReadOnlyCollection<string> lanes, CancellationToken cancellationToken)
    {
        var farthest = (time.GetUtcNow() + RetryPolicy.MaxWait).ToUnixTimeMilliseconds();
        var due = await database.ReadAsync(
            connection => connection.ExecuteScalar<long?>(
                "SELECT min(not_before) FROM slots WHERE status = 'waiting' AND lane IN @lanes AND not_before <= @farthest",
                new { lanes, farthest }),
            cancellationToken);
        return due is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
    }

    public Task<ImmutableArray<SlotLease>> RenewAsync(
        IReadOnlyCollection<SlotLease> leases, TimeSpan lease, CancellationToken cancellationToken) => writer.WriteAsync(
        connection =>
        {
            var until = (time.GetUtcNow() + lease).ToUnixTimeMilliseconds();
            return leases.Where(held => !Renew(connection, held, until)).ToImmutableArray();
        },
        cancellationToken);

    public Task<bool> ReportProgressAsync(SlotLease lease, SlotStep step, CancellationToken cancellationToken) =>
        ApplyAsync(lease, (state, now) => GenerationStateMachine.Advance(state, lease.ImageIndex, step, now), cancellationToken);

    public Task<bool> AddPartialImageAsync(SlotLease lease, PartialPreview preview, CancellationToken cancellationToken) =>
        ApplyAsync(
            lease,
            (state, now) => GenerationStateMachine.ShowPartial(state, lease.ImageIndex, preview, now),
            cancellationToken,
            (connection, _) => ImageRows.InsertPartial(connection, lease, preview));

    public Task<bool> CompleteAsync(SlotLease lease, FinishedImage image, CancellationToken cancellationToken) =>
        ApplyAsync(
            lease,
            (state, now) => GenerationStateMachine.Complete(state, lease.ImageIndex, image, now),
            cancellationToken,
            (connection, state) => ImageRows.Insert(connection, state, lease, image, time.GetUtcNow()),
            connection => ChargeRows.Settle(connection, lease, image));

    public Task<bool> FailAsync(SlotLease lease, Failure failure, CancellationToken cancellationToken) =>
        ApplyAsync(lease, (state, now) => GenerationStateMachine.Fail(state, lease.ImageIndex, failure, now), cancellationToken);

    public Task<bool> StoreResumeTokenAsync(SlotLease lease, string? resumeToken, CancellationToken cancellationToken) =>
        ApplyAsync(lease, (state, _) => GenerationStateMachine.StoreResumeToken(state, lease.ImageIndex, resumeToken), cancellationToken);

    public Task<bool> StoreUnfinishedAsync(SlotLease lease, UnfinishedImage unfinished, CancellationToken cancellationToken) =>
        ApplyAsync(lease, (state, _) => GenerationStateMachine.StoreUnfinished(state, lease.ImageIndex, unfinished), cancellationToken);

    public async Task ReportPauseAsync(PausedQueue paused, CancellationToken cancellationToken)
    {
        foreach (var id in await writer.WriteAsync(connection => ReportPause(connection, paused), cancellationToken))
        {
            signals.Raise(id);
        }
    }

    public Task<bool> PostponeAsync(SlotLease lease, Failure failure, TimeSpan delay, CancellationToken cancellationToken) =>
        PutBackAsync(lease, (state, now) => GenerationStateMachine.Postpone(state, lease.ImageIndex, failure, now, delay), cancellationToken);

    public Task<bool> FallBackAsync(SlotLease lease, Failure failure, FallbackStep fallback, CancellationToken cancellationToken) =>
        PutBackAsync(lease, (state, now) => GenerationStateMachine.FallBack(state, lease.ImageIndex, failure, fallback, now), cancellationToken);

    public async Task<int> RecoverAsync(
        string owner, IReadOnlyCollection<SlotLease> held, int maxTries, Func<GenerationRequest, string?, bool> decide, CancellationToken cancellationToken)
    {
        var recovered = await writer.WriteAsync(connection => Recover(connection, owner, held, maxTries, decide), cancellationToken);
        foreach (var id in recovered)
        {
            signals.Raise(id);
            signals.Raise(IJobSignals.Work);
        }

        return recovered.Count;
    }

    private SlotLease? Claim(SqliteConnection connection, string owner, IReadOnlyCollection<string> lanes, TimeSpan lease)
    {
        var now = time.GetUtcNow();
        var next = connection.QueryFirstOrDefault<(string Id, int Index)?>(
            """
            SELECT generation_id, image_index FROM slots
            WHERE status = 'waiting' AND lane IN @lanes AND (not_before IS NULL OR not_before <= @now OR not_before > @farthest)
            ORDER BY queued_at, generation_id, image_index LIMIT 1
            """,
            new { lanes, now = now.ToUnixTimeMilliseconds(), farthest = (now + RetryPolicy.MaxWait).ToUnixTimeMilliseconds() });
        if (next is not var (id, index) || GenerationRows.Load(connection, id) is not { } before)
        {
            return null;
        }

        var request = before.RequestOf(index);
        var expected = DurationEstimate.Create(request, ImageRows.Past(connection, request, DurationEstimate.MaxHistory));
        if (GenerationStateMachine.Claim(before, index, owner, now, lease, expected) is not { } transition)
        {
            return null;
        }

        GenerationRows.Update(connection, before, transition, now);
        var slot = transition.State.Slots[index];
        return new SlotLease(id, index, slot.Attempt, slot.Tries, owner, request, slot.FirstStartedAt ?? now, slot.ResumeToken)
        {
            Requested = before.Request,
            Failed = slot.Fallback?.Failed ?? [],
            Expected = expected,
        };
    }

    private List<string> ReportPause(SqliteConnection connection, PausedQueue paused)
    {
        var now = time.GetUtcNow();
        var all = paused.Reason == PauseReason.Circuit;
        var waiting = connection.Query<(string Id, int Index)>(
            """
            SELECT generation_id, min(image_index) FROM slots
            WHERE status = 'waiting' AND lane = @Id AND (@all OR not_before IS NULL OR not_before <= @now)
            GROUP BY generation_id ORDER BY min(queued_at), generation_id LIMIT @limit
            """,
            new { paused.Id, all, now = now.ToUnixTimeMilliseconds(), limit = all ? MaxReportedPauses : 1 }).AsList();
        foreach (var (id, index) in waiting)
        {
            var before = GenerationRows.Load(connection, id)!;
            GenerationRows.Update(connection, before, GenerationStateMachine.Pause(before, all ? null : index, paused, now), now);
        }

        return waiting.ConvertAll(slot => slot.Id);
    }

    private static bool Renew(SqliteConnection connection, SlotLease held, long until) => connection.Execute(
        """
        UPDATE slots SET lease_until = @until
        WHERE generation_id = @GenerationId AND image_index = @ImageIndex AND attempt = @Attempt AND lease_owner = @Owner
            AND status = 'running'
        """,
        new { held.GenerationId, held.ImageIndex, held.Attempt, held.Owner, until }) == 1;

    private List<string> Recover(
        SqliteConnection connection, string owner, IReadOnlyCollection<SlotLease> held, int maxTries, Func<GenerationRequest, string?, bool> decide)
    {
        var now = time.GetUtcNow();
        var alive = held.Select(lease => (lease.GenerationId, lease.ImageIndex, lease.Attempt)).ToHashSet();
        var cutOff = connection.Query<(string Id, int Index, int Attempt)>(
            """
            SELECT generation_id, image_index, attempt FROM slots
            WHERE status = 'running' AND (lease_owner <> @owner OR lease_until <= @now)
            """,
            new { owner, now = now.ToUnixTimeMilliseconds() }).Where(slot => !alive.Contains(slot)).ToList();
        foreach (var (id, index, _) in cutOff)
        {
            var before = GenerationRows.Load(connection, id)!;
            var runAgain = decide(before.RequestOf(index), before.Slots[index].ResumeToken);
            GenerationRows.Update(connection, before, GenerationStateMachine.Recover(before, index, runAgain, maxTries, now), now);
        }

        return cutOff.ConvertAll(slot => slot.Id);
    }

    private async Task<bool> PutBackAsync(
        SlotLease lease, Func<GenerationState, DateTimeOffset, Transition> change, CancellationToken cancellationToken)
    {
        var written = await ApplyAsync(lease, change, cancellationToken);
        signals.Raise(IJobSignals.Work);
        return written;
    }

    private async Task<bool> ApplyAsync(
        SlotLease lease,
        Func<GenerationState, DateTimeOffset, Transition> change,
        CancellationToken cancellationToken,
        Action<SqliteConnection, GenerationState>? alsoWrite = null,
        Action<SqliteConnection>? alwaysWrite = null)
    {
        var written = await writer.WriteAsync(
            connection =>
            {
                alwaysWrite?.Invoke(connection);
                if (GenerationRows.Load(connection, lease.GenerationId) is not { } before || !GenerationStateMachine.Holds(before, lease))
                {
                    return false;
                }

                var now = time.GetUtcNow();
                GenerationRows.Update(connection, before, change(before, now), now);
                alsoWrite?.Invoke(connection, before);
                return true;
            },
            cancellationToken);
        signals.Raise(lease.GenerationId);
        return written;
    }
}
