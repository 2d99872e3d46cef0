using Dapper;
using Darkroom.Storage;

namespace Darkroom.Sqlite.Storage;

/// <summary>Sessions in SQLite.</summary>
internal sealed class SqliteSessions(Database database, SqliteWriter writer) : ISessionStore
{
    public Task AddAsync(Session session, CancellationToken cancellationToken) => writer.WriteAsync(
        connection => connection.Execute(
            "INSERT INTO sessions (token_hash, key_mark, created_at, used_at) VALUES (@TokenHash, @KeyMark, @CreatedAt, @UsedAt)", session),
        cancellationToken);

    public Task<Session?> FindAsync(string tokenHash, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QuerySingleOrDefault<Session>(
            "SELECT token_hash, key_mark, created_at, used_at FROM sessions WHERE token_hash = @tokenHash", new { tokenHash }),
        cancellationToken);

    public Task UseAsync(string tokenHash, DateTimeOffset at, CancellationToken cancellationToken) => writer.WriteAsync(
        connection => connection.Execute(
            "UPDATE sessions SET used_at = max(used_at, @at) WHERE token_hash = @tokenHash", new { tokenHash, at }),
        cancellationToken);

    public Task<bool> EndAsync(string tokenHash, CancellationToken cancellationToken) => writer.WriteAsync(
        connection => connection.Execute("DELETE FROM sessions WHERE token_hash = @tokenHash", new { tokenHash }) > 0, cancellationToken);

    public Task<int> EndOthersAsync(string keyMark, DateTimeOffset createdAfter, DateTimeOffset usedAfter, CancellationToken cancellationToken) => writer.WriteAsync(
        connection => connection.Execute(
            "DELETE FROM sessions WHERE key_mark <> @keyMark OR created_at <= @createdAfter OR used_at <= @usedAfter",
            new { keyMark, createdAfter, usedAfter }),
        cancellationToken);
}
