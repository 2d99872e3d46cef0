using Dapper;
using Darkroom.Generations;

namespace Darkroom.Sqlite.Generations;

/// <summary>Lost answers in SQLite.</summary>
internal sealed class SqliteLostAnswers(SqliteWriter writer) : ILostAnswers
{
    public Task HoldAsync(string request, string generationId, DateTimeOffset until, CancellationToken cancellationToken) => writer.WriteAsync(
        connection => connection.Execute(
            """
            INSERT INTO lost_answers (request, generation_id, held_until) VALUES (@request, @generationId, @until)
            ON CONFLICT (request, generation_id) DO UPDATE SET held_until = @until
            """,
            new { request, generationId, until }),
        cancellationToken);

    public Task DeliveredAsync(string request, string generationId, CancellationToken cancellationToken) => writer.WriteAsync(
        connection => connection.Execute(
            "DELETE FROM lost_answers WHERE request = @request AND generation_id = @generationId", new { request, generationId }),
        cancellationToken);

    public Task<string?> TakeAsync(string request, DateTimeOffset now, CancellationToken cancellationToken) => writer.WriteAsync(
        connection => connection.QuerySingleOrDefault<string>(
            """
            DELETE FROM lost_answers WHERE request = @request AND generation_id =
                (SELECT generation_id FROM lost_answers WHERE request = @request AND held_until <= @now ORDER BY held_until DESC, generation_id DESC LIMIT 1)
            RETURNING generation_id
            """,
            new { request, now }),
        cancellationToken);

    public Task<int> DeleteOldAsync(DateTimeOffset before, CancellationToken cancellationToken) => writer.WriteAsync(
        connection => connection.Execute("DELETE FROM lost_answers WHERE held_until < @before", new { before }), cancellationToken);
}
