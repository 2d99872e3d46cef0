using System.Collections.Immutable;
using Dapper;
using Darkroom.Generations;
using Darkroom.Webhooks;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Webhooks;

/// <summary>
/// The messages that are due, in SQLite. While one is being sent, its due time is the end of the lease, so that it is due again when its sender is gone.
/// One process uses the database, so the leases of another one are those of a process that is gone.
/// </summary>
internal sealed class SqliteWebhookQueue(SqliteWriter writer, IJobSignals signals, TimeProvider time) : IWebhookQueue
{
    private readonly string _holder = Guid.NewGuid().ToString("N");

    public Task<WebhookClaim> ClaimAsync(TimeSpan lease, CancellationToken cancellationToken) =>
        writer.WriteAsync(connection => Claim(connection, lease), cancellationToken);

    public Task<WebhookLease?> StartTestAsync(string endpointId, TimeSpan lease, CancellationToken cancellationToken) => writer.WriteAsync(
        connection =>
        {
            if (EndpointRows.Find(connection, endpointId) is not { } endpoint)
            {
                return null;
            }

            var now = time.GetUtcNow();
            var id = DeliveryRows.Insert(connection, endpointId, WebhookMessage.Test(endpointId), now);
            return Lease(connection, endpoint, "id = @id", new { id, now, _holder, until = now + lease }).Single();
        },
        cancellationToken);

    public async Task<bool> CompleteAsync(WebhookLease lease, WebhookAttempt attempt, WebhookVerdict verdict, CancellationToken cancellationToken)
    {
        var written = await writer.WriteAsync(connection => Complete(connection, lease, attempt, verdict), cancellationToken);
        signals.Raise(IJobSignals.Webhooks);
        return written;
    }

    private WebhookClaim Claim(SqliteConnection connection, TimeSpan lease)
    {
        var now = time.GetUtcNow();
        connection.Execute(
            "UPDATE webhook_deliveries SET holder = NULL, due_at = @now WHERE holder IS NOT NULL AND holder <> @_holder", new { now, _holder });
        var leases = ImmutableArray.CreateBuilder<WebhookLease>();
        DateTimeOffset? next = null;
        foreach (var endpoint in EndpointRows.All(connection).Where(endpoint => endpoint.State == WebhookState.Active))
        {
            var busy = connection.ExecuteScalar<int>(
                "SELECT count(*) FROM webhook_deliveries WHERE endpoint_id = @Id AND holder IS NOT NULL AND due_at > @now", new { endpoint.Id, now });
            if (busy >= IWebhookQueue.MaxPerEndpoint)
            {
                continue;
            }

            var room = IWebhookQueue.MaxPerEndpoint - busy;
            var started = Lease(
                connection,
                endpoint,
                "id IN (SELECT id FROM webhook_deliveries WHERE endpoint_id = @Id AND state = 'pending' AND due_at <= @now ORDER BY due_at LIMIT @room)",
                new { endpoint.Id, now, _holder, until = now + lease, room });
            leases.AddRange(started);
            if (started.Count == room)
            {
                // The next one waits for one of these, not for a time.
                continue;
            }

            var due = connection.QuerySingleOrDefault<DateTimeOffset?>(
                "SELECT due_at FROM webhook_deliveries WHERE endpoint_id = @Id AND state = 'pending' AND holder IS NULL ORDER BY due_at LIMIT 1", new { endpoint.Id });
            next = next is null || due < next ? due : next;
        }

        return new WebhookClaim(leases.ToImmutable(), next);
    }

    private static List<WebhookLease> Lease(SqliteConnection connection, WebhookEndpoint endpoint, string filter, object parameters) => connection
        .Query<(string Id, string Type, DateTimeOffset At, string Data, long Claims, int Tries)>(
            $"UPDATE webhook_deliveries SET claims = claims + 1, holder = @_holder, due_at = @until WHERE {filter} RETURNING id, type, at, data, claims, tries",
            parameters)
        .Select(row => new WebhookLease(row.Id, endpoint, row.Type, row.At, row.Data, row.Claims, row.Tries)).AsList();

    private bool Complete(SqliteConnection connection, WebhookLease lease, WebhookAttempt attempt, WebhookVerdict verdict)
    {
        var now = time.GetUtcNow();
        var (state, due) = verdict switch
        {
            WebhookVerdict.Delivered => (DeliveryState.Delivered, (DateTimeOffset?)null),
            WebhookVerdict.Retry(var delay) => (DeliveryState.Pending, now + delay),
            WebhookVerdict.Gone when lease.Type != WebhookEvents.Test => (DeliveryState.Pending, now),
            _ => (DeliveryState.Failed, null),
        };
        if (connection.Execute(
            """
            UPDATE webhook_deliveries SET state = @state, due_at = @due, holder = NULL, tries = tries + 1
            WHERE id = @Id AND claims = @Claim AND holder = @_holder
            """,
            new { lease.Id, lease.Claim, _holder, state = Wire.Name(state), due }) == 0)
        {
            return false;
        }

        connection.Execute(
            "INSERT INTO webhook_attempts (delivery_id, claim, at, duration_ms, status, error, excerpt) VALUES (@Id, @Claim, @At, @DurationMs, @Status, @Error, @Excerpt)",
            new { lease.Id, lease.Claim, attempt.At, attempt.DurationMs, attempt.Status, attempt.Error, attempt.Excerpt });
        if (EndpointRows.Find(connection, lease.Endpoint.Id) is { } endpoint && verdict is not WebhookVerdict.Retry)
        {
            EndpointRows.Write(connection, verdict switch
            {
                WebhookVerdict.Delivered => endpoint with { DeliveredAt = now, FailedAt = null },
                WebhookVerdict.Gone => endpoint with { State = WebhookState.Gone, FailedAt = now },
                _ => endpoint with { FailedAt = now },
            });
        }

        return true;
    }
}
