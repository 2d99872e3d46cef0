using System.Collections.Immutable;
using Dapper;
using Darkroom.Gallery;
using Darkroom.Generations;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Gallery;

/// <summary>Jobs in SQLite. Each step runs on the one writer, so that no two steps overlap.</summary>
internal sealed class SqliteBulkJobs(Database database, SqliteWriter writer, IJobSignals signals, TimeProvider time) : IBulkJobs
{
    /// <summary>Images that a step deletes: other changes wait for it, and deleting takes several times as long as changing.</summary>
    private const int PurgedTogether = 200;

    /// <summary>Images whose texts a step writes again.</summary>
    private const int RewrittenTogether = 500;

    private const string Columns = "id, action, state, done, total, skipped, failure";

    public async Task<BulkOutcome> CreateAsync(
        string id, ImageSelection selection, BulkAction action, IdempotencyKey? idempotency, CancellationToken cancellationToken)
    {
        // Counted beside the writer, because a large selection takes a while.
        var (selected, total) = await database.ReadAsync(
            connection =>
            {
                var known = Selections.Fix(connection, selection);
                return (known, Selections.Count(connection, database.Days, known));
            },
            cancellationToken);
        var outcome = await writer.WriteAsync(connection => Create(connection, id, selected, action, total, idempotency), cancellationToken);
        signals.Raise(IJobSignals.Bulk);
        return outcome;
    }

    public Task<BulkJob?> FindAsync(string id, CancellationToken cancellationToken) => database.ReadAsync(connection => Find(connection, id), cancellationToken);

    public Task<ImmutableArray<string>> OpenAsync(CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.Query<string>("SELECT id FROM bulk_jobs WHERE state = 'running' OR state = 'undoing' ORDER BY number").ToImmutableArray(),
        cancellationToken);

    public Task<ImmutableArray<BulkJob>> ChangedSinceAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.Query<BulkJob>(
            $"SELECT {Columns} FROM bulk_jobs WHERE changed_at >= @since ORDER BY changed_at DESC LIMIT @limit", new { since, limit }).ToImmutableArray(),
        cancellationToken);

    public async Task<BulkJob?> AdvanceAsync(string id, CancellationToken cancellationToken)
    {
        var job = await writer.WriteAsync(
            connection =>
            {
                var row = connection.QuerySingleOrDefault<Row>(
                    "SELECT number, selection, action, state, cursor FROM bulk_jobs WHERE id = @id", new { id });
                switch (row?.State)
                {
                    case BulkState.Running:
                        Advance(connection, row);
                        break;
                    case BulkState.Undoing:
                        Revert(connection, row.Number);
                        break;
                }

                return Find(connection, id);
            },
            cancellationToken);
        signals.Raise(IJobSignals.Bulk);
        if (job?.Action is BulkAction.Purge)
        {
            signals.Raise(IJobSignals.Deleted);
        }

        return job;
    }

    public async Task FailAsync(string id, string failure, CancellationToken cancellationToken)
    {
        await writer.WriteAsync(
            connection => connection.Execute(
                """
                UPDATE bulk_jobs SET state = 'failed', failure = @failure, changed_at = @now
                WHERE id = @id AND (state = 'running' OR state = 'undoing')
                """,
                new { id, failure, now = time.GetUtcNow() }),
            cancellationToken);
        signals.Raise(IJobSignals.Bulk);
    }

    public async Task<BulkOutcome> UndoAsync(string id, CancellationToken cancellationToken)
    {
        var outcome = await writer.WriteAsync<BulkOutcome>(
            connection =>
            {
                if (Find(connection, id) is not { } job)
                {
                    return new BulkOutcome.NotFound();
                }

                if (job is { Action: BulkAction.Purge } or { State: BulkState.Undone })
                {
                    return new BulkOutcome.CannotUndo(job);
                }

                if (job.State != BulkState.Undoing)
                {
                    var number = connection.ExecuteScalar<long>("SELECT number FROM bulk_jobs WHERE id = @id", new { id });
                    connection.Execute(
                        "UPDATE bulk_jobs SET state = 'undoing', failure = NULL, done = 0, total = @total, changed_at = @now WHERE number = @number",
                        new { number, total = BulkChangeRows.Count(connection, number), now = time.GetUtcNow() });
                }

                return new BulkOutcome.Done(Find(connection, id)!);
            },
            cancellationToken);
        signals.Raise(IJobSignals.Bulk);
        return outcome;
    }

    public async Task DeleteEndedAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var old = await database.ReadAsync(
            connection => connection.Query<long>(
                "SELECT number FROM bulk_jobs WHERE changed_at < @before AND state <> 'running' AND state <> 'undoing'", new { before }).AsList(),
            cancellationToken);
        foreach (var number in old)
        {
            while (await writer.WriteAsync(connection => BulkChangeRows.Delete(connection, number, IBulkJobs.StepSize), cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            await writer.WriteAsync(connection => connection.Execute("DELETE FROM bulk_jobs WHERE number = @number", new { number }), cancellationToken);
        }
    }

    private BulkOutcome Create(
        SqliteConnection connection, string id, ImageSelection selection, BulkAction action, long total, IdempotencyKey? idempotency)
    {
        if (idempotency is not null && connection.QuerySingleOrDefault<(string Id, string Body)?>(
            "SELECT id, idempotency_body FROM bulk_jobs WHERE idempotency_key = @Key", new { idempotency.Key }) is var (known, body))
        {
            return body == idempotency.BodyHash ? new BulkOutcome.Done(Find(connection, known)!) : new BulkOutcome.KeyReused(known);
        }

        if (action is BulkAction.Collect(var into) && !BulkSteps.Exists(connection, into)
            || action is BulkAction.Uncollect(var from) && !BulkSteps.Exists(connection, from))
        {
            return new BulkOutcome.NoCollection();
        }

        connection.Execute(
            """
            INSERT INTO bulk_jobs (id, owner_id, created_at, changed_at, selection, action, state, cursor, done, total, idempotency_key, idempotency_body)
            VALUES (@id, @Owner, @now, @now, @selection, @action, 'running', @Start, 0, @total, @Key, @BodyHash)
            """,
            new { id, ImageRows.Owner, now = time.GetUtcNow(), selection, action, Selections.Start, total, idempotency?.Key, idempotency?.BodyHash });
        return new BulkOutcome.Done(Find(connection, id)!);
    }

    private void Advance(SqliteConnection connection, Row job)
    {
        var size = job.Action switch
        {
            BulkAction.Purge => PurgedTogether,
            BulkAction.ChangeTags => RewrittenTogether,
            _ => IBulkJobs.StepSize,
        };
        var now = time.GetUtcNow();
        var positions = Selections.Next(connection, database.Days, job.Selection, job.Cursor, size);
        var skipped = BulkSteps.Apply(connection, job.Number, job.Action, positions, now);
        var state = skipped is null ? BulkState.Failed : positions.Count < size ? BulkState.Completed : BulkState.Running;
        connection.Execute(
            """
            UPDATE bulk_jobs SET state = @state, cursor = @cursor, done = done + @Count, skipped = skipped + @skipped, failure = @failure,
                total = iif(@state = 'completed', done + @Count, max(total, done + @Count)), changed_at = @now
            WHERE number = @Number
            """,
            new
            {
                job.Number,
                state = Wire.Name(state),
                cursor = positions.Count == 0 ? job.Cursor : positions[^1],
                Count = skipped is null ? 0 : positions.Count,
                skipped = skipped ?? 0,
                failure = skipped is null ? "The collection was deleted." : null,
                now,
            });
    }

    private void Revert(SqliteConnection connection, long number)
    {
        var count = BulkChangeRows.Revert(connection, number, RewrittenTogether);
        connection.Execute(
            """
            UPDATE bulk_jobs SET done = done + @count, changed_at = @now, state = iif(@count < @RewrittenTogether, 'undone', 'undoing') WHERE number = @number
            """,
            new { number, count, RewrittenTogether, now = time.GetUtcNow() });
    }

    private static BulkJob? Find(SqliteConnection connection, string id) =>
        connection.QuerySingleOrDefault<BulkJob>($"SELECT {Columns} FROM bulk_jobs WHERE id = @id", new { id });

    private sealed record Row
    {
        public required long Number { get; init; }

        public required ImageSelection Selection { get; init; }

        public required BulkAction Action { get; init; }

        public required BulkState State { get; init; }

        public required long Cursor { get; init; }
    }
}
