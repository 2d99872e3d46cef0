using Dapper;
using Darkroom.Generations;

namespace Darkroom.Sqlite.Generations;

/// <summary>Lost answers in SQLite. One process uses the database, so a hold of another one is that of a process that is gone.</summary>
internal sealed class SqliteLostAnswers(SqliteWriter writer) : ILostAnswers
{
    private readonly string _holder = Guid.NewGuid().ToString("N");

    public Task HoldAsync(string request, string generationId, DateTimeOffset until, CancellationToken cancellationToken) => writer.WriteAsync(
        connection => connection.Execute(
            """
            INSERT INTO lost_answers (request, generation_id, held_until, holder) VALUES (@request, @generationId, @until, @_holder)
            ON CONFLICT (request, generation_id) DO UPDATE SET held_until = @until, holder = @_holder
            """,
            new { request, generationId, until, _holder }),
        cancellationToken);

    public Task DeliveredAsync(string request, string generationId, CancellationToken cancellationToken) => writer.WriteAsync(
        connection => connection.Execute(
            "DELETE FROM lost_answers WHERE request = @request AND generation_id = @generationId", new { request, generationId }),
        cancellationToken);

    public Task<string?> TakeAsync(string request, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken) => writer.WriteAsync(
        connection => connection.QuerySingleOrDefault<string>(
            """
            UPDATE lost_answers SET held_until = @until, holder = @_holder WHERE request = @request AND generation_id =
                (SELECT generation_id FROM lost_answers WHERE request = @request AND (held_until <= @now OR holder <> @_holder) ORDER BY held_until DESC, generation_id DESC LIMIT 1)
            RETURNING generation_id
            """,
            new { request, now, until, _holder }),
        cancellationToken);

    public Task<int> DeleteOldAsync(DateTimeOffset before, CancellationToken cancellationToken) => writer.WriteAsync(
        connection => connection.Execute("DELETE FROM lost_answers WHERE held_until < @before", new { before }), cancellationToken);
}
