using System.Collections.Immutable;
using Dapper;
using Darkroom.Webhooks;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Webhooks;

/// <summary>Endpoints as rows.</summary>
internal static class EndpointRows
{
    public const string Columns = "id, url, events, secret, previous_secret, previous_until, created_at, state, delivered_at, failed_at";

    public static IEnumerable<WebhookEndpoint> All(SqliteConnection connection) =>
        connection.Query<Row>($"SELECT {Columns} FROM webhook_endpoints ORDER BY id").Select(row => row.ToEndpoint());

    public static WebhookEndpoint? Find(SqliteConnection connection, string id) =>
        connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM webhook_endpoints WHERE id = @id", new { id })?.ToEndpoint();

    /// <summary>Writes an endpoint, also one that exists.</summary>
    public static void Write(SqliteConnection connection, WebhookEndpoint endpoint) => connection.Execute(
        $"INSERT OR REPLACE INTO webhook_endpoints ({Columns}) VALUES (@Id, @Url, @Events, @Secret, @previous, @PreviousUntil, @CreatedAt, @state, @DeliveredAt, @FailedAt)",
        new
        {
            endpoint.Id,
            endpoint.Url,
            endpoint.Events,
            endpoint.Secret,
            previous = endpoint.PreviousSecret.IsEmpty ? null : endpoint.PreviousSecret.ToArray(),
            endpoint.PreviousUntil,
            endpoint.CreatedAt,
            state = Wire.Name(endpoint.State),
            endpoint.DeliveredAt,
            endpoint.FailedAt,
        });

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string Url { get; init; } = "";

        public ImmutableArray<string> Events { get; init; } = [];

        public byte[] Secret { get; init; } = [];

        public byte[]? PreviousSecret { get; init; }

        public DateTimeOffset? PreviousUntil { get; init; }

        public DateTimeOffset CreatedAt { get; init; }

        public WebhookState State { get; init; }

        public DateTimeOffset? DeliveredAt { get; init; }

        public DateTimeOffset? FailedAt { get; init; }

        public WebhookEndpoint ToEndpoint() => new(Id, Url, Events, [.. Secret], CreatedAt)
        {
            State = State,
            PreviousSecret = [.. PreviousSecret ?? []],
            PreviousUntil = PreviousUntil,
            DeliveredAt = DeliveredAt,
            FailedAt = FailedAt,
        };
    }
}
