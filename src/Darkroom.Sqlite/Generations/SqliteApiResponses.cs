using Dapper;
using Darkroom.Generations;

namespace Darkroom.Sqlite.Generations;

/// <summary>Responses of the OpenAI-compatible API in SQLite.</summary>
internal sealed class SqliteApiResponses(Database database, SqliteWriter writer, TimeProvider time) : IApiResponses
{
    public Task AddAsync(string generationId, string content, CancellationToken cancellationToken) => writer.WriteAsync(
        connection => connection.Execute(
            "INSERT INTO api_responses (generation_id, content, created_at) VALUES (@generationId, @content, @now) ON CONFLICT (generation_id) DO NOTHING",
            new { generationId, content, now = time.GetUtcNow() }),
        cancellationToken);

    public Task<string?> FindAsync(string generationId, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QuerySingleOrDefault<string>("SELECT content FROM api_responses WHERE generation_id = @generationId", new { generationId }),
        cancellationToken);

    public Task<bool> DeleteAsync(string generationId, CancellationToken cancellationToken) => writer.WriteAsync(
        connection => connection.Execute("DELETE FROM api_responses WHERE generation_id = @generationId", new { generationId }) > 0, cancellationToken);
}
