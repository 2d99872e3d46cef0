using System.Collections.Immutable;
using Dapper;
using Darkroom.Generations;
using Darkroom.Sqlite.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Generations;

/// <summary>The event log in SQLite. The one writer numbers events in the order of its commits, so no reader can skip one.</summary>
internal sealed class SqliteEventLog(Database database, SqliteWriter writer, TimeProvider time) : IEventLog
{
    /// <summary>The number of events that one transaction examines, so that other changes do not wait for long.</summary>
    private const int SweepBatch = 1000;

    public Task<ImmutableArray<LoggedEvent>> ReadAsync(string id, long after, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        connection => EventRows.Load(connection, "generation_id = @id AND sequence > @after ORDER BY sequence", new { id, after, limit })
            .Select(one => one.Logged).ToImmutableArray(),
        cancellationToken);

    public Task<ImmutableArray<PositionedEvent>> ReadAllAsync(long after, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        connection => EventRows.Load(connection, "position > @after ORDER BY position", new { after, limit }).ToImmutableArray(), cancellationToken);

    public Task<long> PositionAsync(CancellationToken cancellationToken) => database.ReadAsync(Position, cancellationToken);

    public Task<RunningSnapshot> SnapshotAsync(CancellationToken cancellationToken) => database.ReadAsync(
        connection =>
        {
            // The position first: an event written in between is then part of the states and follows again, which changes nothing.
            var position = Position(connection);
            return new RunningSnapshot(
                position, [.. GenerationRows.Running(connection).Select(state => (state, ImageRows.NewestPartials(connection, state.Id)))]);
        },
        cancellationToken);

    public async Task<int> DeleteOldAsync(DateTimeOffset endedBefore, CancellationToken cancellationToken)
    {
        var deleted = 0;
        while (await writer.WriteAsync(connection => DeleteBatch(connection, endedBefore), cancellationToken) is { } more)
        {
            deleted += more;
        }

        return deleted;
    }

    /// <summary>Continues after the last event that was examined: each event is examined once, however large the log is.</summary>
    /// <returns>The number of events that were deleted; null if all old events have been examined.</returns>
    private int? DeleteBatch(SqliteConnection connection, DateTimeOffset endedBefore)
    {
        // An event of the future was written while the clock was wrong. It must not keep later ones for years.
        var now = time.GetUtcNow();
        var old = connection.Query<(long Position, string Id, bool EndsGeneration, DateTimeOffset At)>(
            """
            SELECT e.position, e.generation_id, e.type = 'complete' AND e.sequence = g.last_sequence, e.at
            FROM events e JOIN generations g ON g.id = e.generation_id
            WHERE e.position > (SELECT position FROM event_sweep LIMIT 1) ORDER BY e.position LIMIT @SweepBatch
            """,
            new { SweepBatch }).TakeWhile(row => row.At < endedBefore || row.At > now).ToList();
        if (old.Count == 0)
        {
            return null;
        }

        connection.Execute("UPDATE event_sweep SET position = @Position", new { old[^1].Position });
        return old.Where(row => row.EndsGeneration).Sum(row => EventRows.DeleteProgress(connection, row.Id));
    }

    private static long Position(SqliteConnection connection) =>
        connection.ExecuteScalar<long>("SELECT coalesce(max(position), 0) FROM events");
}
