using System.Collections.Immutable;
using Dapper;
using Darkroom.Audit;

namespace Darkroom.Sqlite.Audit;

/// <summary>The audit log in SQLite.</summary>
internal sealed class SqliteAuditLog(Database database, SqliteWriter writer) : IAuditLog
{
    /// <summary>More at a time would let others wait for the writer.</summary>
    private const int DeletedTogether = 1000;

    private const string Columns = "id, at, event, actor, actor_name, client, subject, detail, skipped";

    public Task AddAsync(IReadOnlyCollection<AuditEntry> entries, CancellationToken cancellationToken) => writer.WriteAsync(
        connection => connection.Execute(
            $"INSERT INTO audit ({Columns}) VALUES (@Id, @At, @kind, @actor, @ActorName, @Client, @Subject, @Detail, @Skipped)",
            entries.Select(entry => new
            {
                entry.Id,
                entry.At,
                kind = Wire.Name(entry.Event),
                actor = Wire.Name(entry.Actor),
                entry.ActorName,
                entry.Client,
                entry.Subject,
                entry.Detail,
                entry.Skipped,
            })),
        cancellationToken);

    public Task<ImmutableArray<AuditEntry>> ListAsync(AuditEvent? kind, string? before, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.Query<Row>(
            $"SELECT {Columns} FROM audit WHERE {(kind is null ? "" : "event = @event AND ")}id < @before ORDER BY id DESC LIMIT @limit",
            new { @event = kind is { } one ? Wire.Name(one) : null, before = before ?? "~", limit }).Select(row => row.ToEntry()).ToImmutableArray(),
        cancellationToken);

    public async Task<int> DeleteOldAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        for (var deleted = 0; ;)
        {
            var now = await writer.WriteAsync(
                connection => connection.Execute(
                    "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE id < @first LIMIT @DeletedTogether)", new { first = Ids.StartOf(before), DeletedTogether }),
                cancellationToken);
            deleted += now;
            if (now < DeletedTogether)
            {
                return deleted;
            }
        }
    }

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public DateTimeOffset At { get; init; }

        public string Event { get; init; } = "";

        public string Actor { get; init; } = "";

        public string? ActorName { get; init; }

        public string? Client { get; init; }

        public string? Subject { get; init; }

        public string? Detail { get; init; }

        public int Skipped { get; init; }

        public AuditEntry ToEntry() => new(Id, At, Wire.Value<AuditEvent>(Event), Wire.Value<AuditActor>(Actor), ActorName, Client, Subject, Detail, Skipped);
    }
}
