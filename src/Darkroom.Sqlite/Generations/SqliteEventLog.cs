using System.Collections.Immutable;
using Dapper;
using Darkroom.Generations;
using Darkroom.Sqlite.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Generations;

/// <summary>Reads the event log in SQLite. The one writer numbers events in the order of its commits, so no reader can skip one.</summary>
internal sealed class SqliteEventLog(Database database) : IEventLog
{
    public Task<ImmutableArray<LoggedEvent>> ReadAsync(string id, long after, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        connection => Load(connection, "generation_id = @id AND sequence > @after ORDER BY sequence", new { id, after, limit })
            .Select(one => one.Logged).ToImmutableArray(),
        cancellationToken);

    public Task<ImmutableArray<PositionedEvent>> ReadAllAsync(long after, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        connection => Load(connection, "position > @after ORDER BY position", new { after, limit }).ToImmutableArray(), cancellationToken);

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

    private static long Position(SqliteConnection connection) =>
        connection.ExecuteScalar<long>("SELECT coalesce(max(position), 0) FROM events");

    private static IEnumerable<PositionedEvent> Load(SqliteConnection connection, string filter, object parameters) => connection
        .Query<(long Position, string Id, long Sequence, string Type, int? ImageIndex, DateTimeOffset At, string Data, string? Image)>(
            $"SELECT position, generation_id, sequence, type, image_index, at, data, picture FROM events WHERE {filter} LIMIT @limit", parameters)
        .Select(row => new PositionedEvent(
            row.Position, row.Id, new LoggedEvent(row.Sequence, row.Type, row.ImageIndex, row.At, row.Data, row.Image)));
}
