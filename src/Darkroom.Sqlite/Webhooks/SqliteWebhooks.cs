using System.Collections.Immutable;
using Dapper;
using Darkroom.Generations;
using Darkroom.Webhooks;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Webhooks;

/// <summary>Endpoints and the log of their deliveries in SQLite.</summary>
internal sealed class SqliteWebhooks(Database database, SqliteWriter writer, IJobSignals signals, TimeProvider time) : IWebhookStore
{
    /// <summary>More at a time would let others wait for the writer.</summary>
    private const int DeletedTogether = 1000;

    private const string Columns = "id, type, at, state, CASE WHEN holder IS NULL THEN due_at END AS due_at";

    public Task<bool> AddAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken) => writer.WriteAsync(
        connection =>
        {
            if (connection.ExecuteScalar<int>("SELECT count(*) FROM webhook_endpoints") >= IWebhookStore.MaxEndpoints)
            {
                return false;
            }

            EndpointRows.Write(connection, endpoint);
            return true;
        },
        cancellationToken);

    public Task<ImmutableArray<WebhookEndpoint>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(connection => EndpointRows.All(connection).ToImmutableArray(), cancellationToken);

    public Task<WebhookEndpoint?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => EndpointRows.Find(connection, id), cancellationToken);

    public async Task<WebhookEndpoint?> ChangeAsync(string id, Func<WebhookEndpoint, WebhookEndpoint> change, CancellationToken cancellationToken)
    {
        var changed = await writer.WriteAsync(
            connection =>
            {
                if (EndpointRows.Find(connection, id) is not { } before)
                {
                    return null;
                }

                var after = change(before);
                EndpointRows.Write(connection, after);
                if (after.State == WebhookState.Active && before.State != WebhookState.Active)
                {
                    // What is being sent stays with its sender.
                    connection.Execute(
                        "UPDATE webhook_deliveries SET due_at = @now WHERE endpoint_id = @id AND state = 'pending' AND holder IS NULL AND due_at > @now",
                        new { id, now = time.GetUtcNow() });
                }

                return after;
            },
            cancellationToken);
        signals.Raise(IJobSignals.Webhooks);
        return changed;
    }

    public async Task<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        var existed = await writer.WriteAsync(
            connection => connection.Execute("DELETE FROM webhook_endpoints WHERE id = @id", new { id }) > 0, cancellationToken);

        // What a crash leaves is deleted when it is old.
        await DeleteAsync("endpoint_id = @id", new { id, DeletedTogether }, cancellationToken);
        return existed;
    }

    public Task<ImmutableArray<WebhookDelivery>> DeliveriesAsync(string endpointId, string? before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => Load(connection, "endpoint_id = @endpointId AND id < @before ORDER BY id DESC LIMIT @limit", new { endpointId, before = before ?? "~", limit }),
            cancellationToken);

    public async Task<WebhookDelivery?> FindDeliveryAsync(string endpointId, string id, CancellationToken cancellationToken) =>
        (await database.ReadAsync(connection => Load(connection, "id = @id AND endpoint_id = @endpointId", new { id, endpointId }), cancellationToken)).SingleOrDefault();

    public async Task<bool> ReplayAsync(string endpointId, string id, CancellationToken cancellationToken)
    {
        var found = await writer.WriteAsync(
            connection => connection.Execute(
                """
                UPDATE webhook_deliveries SET state = 'pending', tries = iif(holder IS NULL, 0, tries), due_at = iif(holder IS NULL, @now, due_at)
                WHERE id = @id AND endpoint_id = @endpointId
                """,
                new { id, endpointId, now = time.GetUtcNow() }) > 0,
            cancellationToken);
        signals.Raise(IJobSignals.Webhooks);
        return found;
    }

    public Task<int> DeleteOldAsync(DateTimeOffset before, CancellationToken cancellationToken) => DeleteAsync(
        "at < @before AND (state <> 'pending' OR NOT EXISTS (SELECT 1 FROM webhook_endpoints e WHERE e.id = endpoint_id AND e.state = 'active'))",
        new { before, DeletedTogether },
        cancellationToken);

    private async Task<int> DeleteAsync(string filter, object parameters, CancellationToken cancellationToken)
    {
        for (var deleted = 0; ;)
        {
            var now = await writer.WriteAsync(
                connection => connection.Execute(
                    $"DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries WHERE {filter} LIMIT @DeletedTogether)", parameters),
                cancellationToken);
            deleted += now;
            if (now < DeletedTogether)
            {
                return deleted;
            }
        }
    }

    private static ImmutableArray<WebhookDelivery> Load(SqliteConnection connection, string filter, object parameters)
    {
        var rows = connection.Query<(string Id, string Type, DateTimeOffset At, DeliveryState State, DateTimeOffset? DueAt)>(
            $"SELECT {Columns} FROM webhook_deliveries WHERE {filter}", parameters).AsList();
        var attempts = connection.Query<(string Id, DateTimeOffset At, int DurationMs, int? Status, string? Error, string? Excerpt)>(
            "SELECT delivery_id, at, duration_ms, status, error, excerpt FROM webhook_attempts WHERE delivery_id IN @ids ORDER BY delivery_id, claim",
            new { ids = rows.Select(row => row.Id) }).ToLookup(row => row.Id, row => new WebhookAttempt(row.At, row.DurationMs, row.Status, row.Error, row.Excerpt));
        return [.. rows.Select(row => new WebhookDelivery(row.Id, row.Type, row.At, row.State, row.DueAt, [.. attempts[row.Id]]))];
    }
}
