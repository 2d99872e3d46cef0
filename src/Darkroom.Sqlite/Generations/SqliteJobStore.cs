using System.Collections.Immutable;
using Dapper;
using Darkroom.Generations;
using Darkroom.Sqlite.Costs;
using Darkroom.Sqlite.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Generations;

/// <summary>
/// The job store in SQLite. Reads take a connection of their own and see the last commit; changes go through the one writer,
/// which loads the generation, lets <see cref="GenerationStateMachine"/> decide, and writes what it says.
/// </summary>
internal sealed class SqliteJobStore(Database database, SqliteWriter writer, IJobSignals signals, TimeProvider time) : IJobStore
{
    private readonly SlotQueue _queue = new(time);

    public async Task<CreateOutcome> CreateAsync(
        string id, GenerationRequest request, IdempotencyKey? idempotency, int queueLimit, CancellationToken cancellationToken)
    {
        var outcome = await writer.WriteAsync(connection => Create(connection, id, request, idempotency, queueLimit), cancellationToken);
        if (outcome is CreateOutcome.Created)
        {
            signals.Raise(id);
            signals.Raise(IJobSignals.Work);
        }

        return outcome;
    }

    public Task<bool> KnowsAsync(string idempotencyKey, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.ExecuteScalar<bool>(
                "SELECT EXISTS (SELECT 1 FROM generations WHERE idempotency_key = @idempotencyKey)", new { idempotencyKey }),
            cancellationToken);

    public Task<GenerationState?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => GenerationRows.Load(connection, id), cancellationToken);

    public Task<ImmutableArray<GenerationState>> FindAllAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => GenerationRows.Load(connection, ids).ToImmutableArray(), cancellationToken);

    public Task<ImmutableArray<GenerationState>> RecentAsync(int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => GenerationRows.Recent(connection, limit).ToImmutableArray(), cancellationToken);

    public Task<ImmutableArray<LoggedEvent>> EventsAsync(string id, long after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => GenerationRows.Events(connection, id, after, limit), cancellationToken);

    public Task<ImmutableArray<PositionedEvent>> AllEventsAsync(long after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => GenerationRows.AllEvents(connection, after, limit), cancellationToken);

    public Task<long> PositionAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(GenerationRows.Position, cancellationToken);

    public Task<RunningSnapshot> SnapshotAsync(CancellationToken cancellationToken) => database.ReadAsync(
        connection =>
        {
            // The position first: what is written in between is in the states already and comes once more, which changes nothing.
            var position = GenerationRows.Position(connection);
            return new RunningSnapshot(
                position, [.. GenerationRows.Running(connection).Select(state => (state, Frames(connection, state.Id)))]);
        },
        cancellationToken);

    public Task<ImmutableDictionary<int, PartialPreview>> LastFramesAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => Frames(connection, id), cancellationToken);

    public async Task<SlotLease?> ClaimAsync(
        string owner, IReadOnlyCollection<string> lanes, TimeSpan lease, CancellationToken cancellationToken)
    {
        var claimed = await writer.WriteAsync(connection => _queue.Claim(connection, owner, lanes, lease), cancellationToken);
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
        IReadOnlyCollection<SlotLease> leases, TimeSpan lease, CancellationToken cancellationToken)
    {
        var until = (time.GetUtcNow() + lease).ToUnixTimeMilliseconds();
        return leases.Count == 0
            ? Task.FromResult(ImmutableArray<SlotLease>.Empty)
            : writer.WriteAsync(connection => leases.Where(held => !SlotQueue.Renew(connection, held, until)).ToImmutableArray(), cancellationToken);
    }

    public Task<bool> ProgressAsync(SlotLease lease, SlotStep made, CancellationToken cancellationToken) =>
        ApplyAsync(lease, (state, now) => GenerationStateMachine.Advance(state, lease.ImageIndex, made, now), cancellationToken);

    public Task<bool> PartialImageAsync(SlotLease lease, PartialPreview preview, CancellationToken cancellationToken) =>
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

    public Task<bool> RememberAsync(SlotLease lease, string? resumeToken, CancellationToken cancellationToken) =>
        ApplyAsync(lease, (state, _) => GenerationStateMachine.Remember(state, lease.ImageIndex, resumeToken), cancellationToken);

    public Task<bool> StoreUnfinishedAsync(SlotLease lease, UnfinishedImage unfinished, CancellationToken cancellationToken) =>
        ApplyAsync(lease, (state, _) => GenerationStateMachine.StoreUnfinished(state, lease.ImageIndex, unfinished), cancellationToken);

    public async Task HoldAsync(PausedQueue held, CancellationToken cancellationToken)
    {
        foreach (var id in await writer.WriteAsync(connection => _queue.Hold(connection, held), cancellationToken))
        {
            signals.Raise(id);
        }
    }

    public Task<bool> PostponeAsync(SlotLease lease, Failure failure, TimeSpan delay, CancellationToken cancellationToken) =>
        PutBackAsync(lease, (state, now) => GenerationStateMachine.Postpone(state, lease.ImageIndex, failure, now, delay), cancellationToken);

    public Task<bool> FallBackAsync(SlotLease lease, Failure failure, FallbackStep instead, CancellationToken cancellationToken) =>
        PutBackAsync(lease, (state, now) => GenerationStateMachine.FallBack(state, lease.ImageIndex, failure, instead, now), cancellationToken);

    public Task<ChangeOutcome> CancelAsync(string id, int? imageIndex, CancellationToken cancellationToken) =>
        ChangeAsync(id, imageIndex, (state, now) => GenerationStateMachine.Cancel(state, imageIndex, now), cancellationToken);

    public Task<ChangeOutcome> RetryAsync(string id, int imageIndex, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            imageIndex,
            (state, now) => GenerationStateMachine.Retry(state, imageIndex, now) is { } move ? (move, [imageIndex]) : (null, []),
            cancellationToken);

    public async Task<int> RecoverAsync(
        string owner, IReadOnlyCollection<SlotLease> held, int maxTries, Func<GenerationRequest, string?, bool> decide, CancellationToken cancellationToken)
    {
        var cutOff = await writer.WriteAsync(connection => _queue.Recover(connection, owner, held, maxTries, decide), cancellationToken);
        foreach (var id in cutOff)
        {
            signals.Raise(id);
            signals.Raise(IJobSignals.Work);
        }

        return cutOff.Count;
    }

    private static ImmutableDictionary<int, PartialPreview> Frames(SqliteConnection connection, string id) =>
        ImageRows.LastFrames(connection, id).ToImmutableDictionary(frame => frame.ImageIndex, frame => frame.Preview);

    private CreateOutcome Create(
        SqliteConnection connection, string id, GenerationRequest request, IdempotencyKey? idempotency, int queueLimit)
    {
        if (idempotency is not null && connection.QuerySingleOrDefault<(string Id, string Body)?>(
            "SELECT id, idempotency_body FROM generations WHERE idempotency_key = @Key", new { idempotency.Key }) is var (known, body))
        {
            return body == idempotency.BodyHash
                ? new CreateOutcome.Existing(GenerationRows.Load(connection, known)!)
                : new CreateOutcome.KeyReused(known);
        }

        var unfinished = connection.ExecuteScalar<int>("SELECT count(*) FROM slots WHERE status = 'waiting' OR status = 'running'");
        if (unfinished + request.N > queueLimit)
        {
            return new CreateOutcome.QueueFull(unfinished);
        }

        var move = GenerationStateMachine.Create(id, request, time.GetUtcNow());
        GenerationRows.Insert(connection, move, idempotency);
        return new CreateOutcome.Created(move.State);
    }

    private async Task<bool> PutBackAsync(
        SlotLease lease, Func<GenerationState, DateTimeOffset, Transition> move, CancellationToken cancellationToken)
    {
        var written = await ApplyAsync(lease, move, cancellationToken);
        signals.Raise(IJobSignals.Work);
        return written;
    }

    private async Task<bool> ApplyAsync(
        SlotLease lease,
        Func<GenerationState, DateTimeOffset, Transition> move,
        CancellationToken cancellationToken,
        Action<SqliteConnection, GenerationState>? alsoWrite = null,
        Action<SqliteConnection>? writeInAnyCase = null)
    {
        var written = await writer.WriteAsync(
            connection =>
            {
                writeInAnyCase?.Invoke(connection);
                if (GenerationRows.Load(connection, lease.GenerationId) is not { } before || !GenerationStateMachine.Holds(before, lease))
                {
                    return false;
                }

                var now = time.GetUtcNow();
                GenerationRows.Update(connection, before, move(before, now), now);
                alsoWrite?.Invoke(connection, before);
                return true;
            },
            cancellationToken);
        signals.Raise(lease.GenerationId);
        return written;
    }

    private async Task<ChangeOutcome> ChangeAsync(
        string id,
        int? imageIndex,
        Func<GenerationState, DateTimeOffset, (Transition? Move, ImmutableArray<int> Changed)> change,
        CancellationToken cancellationToken)
    {
        var outcome = await writer.WriteAsync<ChangeOutcome>(
            connection =>
            {
                if (GenerationRows.Load(connection, id) is not { } before || imageIndex < 0 || imageIndex >= before.Slots.Length)
                {
                    return new ChangeOutcome.NotFound();
                }

                var now = time.GetUtcNow();
                var (move, changed) = change(before, now);
                if (move is null)
                {
                    return new ChangeOutcome.Done(before, []);
                }

                GenerationRows.Update(connection, before, move, now);
                return new ChangeOutcome.Done(move.State, changed);
            },
            cancellationToken);
        signals.Raise(id);
        signals.Raise(IJobSignals.Work);
        return outcome;
    }
}
