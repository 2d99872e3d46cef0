using System.Collections.Immutable;
using Dapper;
using Darkroom.Generations;
using Darkroom.Sqlite.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Generations;

/// <summary>Reads the event log in SQLite. The one writer numbers events in the order of its commits, so no reader can skip one.</summary>
internal sealed class SqliteEventLog(Database database) : IEventLog
{
    private const string Columns = "position, generation_id, sequence, type, image_index, at, data, picture AS image";

    public Task<ImmutableArray<LoggedEvent>> ReadAsync(string id, long after, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.Query<EventRow>(
            $"SELECT {Columns} FROM events WHERE generation_id = @id AND sequence > @after ORDER BY sequence LIMIT @limit", new { id, after, limit })
            .Select(row => row.ToLogged()).ToImmutableArray(),
        cancellationToken);

    public Task<ImmutableArray<PositionedEvent>> ReadAllAsync(long after, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.Query<EventRow>(
            $"SELECT {Columns} FROM events WHERE position > @after ORDER BY position LIMIT @limit", new { after, limit })
            .Select(row => new PositionedEvent(row.Position, row.GenerationId, row.ToLogged())).ToImmutableArray(),
        cancellationToken);

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

    private sealed record EventRow
    {
        public long Position { get; init; }

        public string GenerationId { get; init; } = "";

        public long Sequence { get; init; }

        public string Type { get; init; } = "";

        public long? ImageIndex { get; init; }

        public long At { get; init; }

        public string Data { get; init; } = "";

        public string? Image { get; init; }

        public LoggedEvent ToLogged() =>
            new(Sequence, Type, (int?)ImageIndex, DateTimeOffset.FromUnixTimeMilliseconds(At), Data, Image);
    }
}
