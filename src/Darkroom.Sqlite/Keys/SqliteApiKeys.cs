using System.Collections.Immutable;
using Dapper;
using Darkroom.Gallery;
using Darkroom.Keys;
using Darkroom.Sqlite.Costs;
using Darkroom.Sqlite.Gallery;

namespace Darkroom.Sqlite.Keys;

/// <summary>API keys in SQLite.</summary>
internal sealed class SqliteApiKeys(Database database, SqliteWriter writer, TimeProvider time) : IApiKeyStore
{
    public Task<bool> AddAsync(ApiKey key, string secretHash, CancellationToken cancellationToken) => writer.WriteAsync(
        connection => connection.Execute(
            """
            INSERT INTO api_keys (id, owner_id, name, secret_hash, hint, scope, limits, created_at, expires_at)
            SELECT @Id, @Owner, @Name, @secretHash, @Hint, @scope, @Limits, @CreatedAt, @ExpiresAt
            WHERE (SELECT count(*) FROM api_keys WHERE owner_id = @Owner AND revoked_at IS NULL AND coalesce(expires_at > @now, 1)) < @MaxActive
            """,
            new
            {
                key.Id,
                ImageRows.Owner,
                key.Name,
                secretHash,
                key.Hint,
                scope = Wire.Name(key.Scope),
                key.Limits,
                key.CreatedAt,
                key.ExpiresAt,
                now = time.GetUtcNow(),
                IApiKeyStore.MaxActive,
            }) > 0,
        cancellationToken);

    public Task<ApiKey?> FindAsync(string secretHash, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QuerySingleOrDefault<ApiKey>($"SELECT {KeyRows.Columns} FROM api_keys k WHERE k.secret_hash = @secretHash", new { secretHash }),
        cancellationToken);

    public Task<ImmutableArray<ListedKey>> ListAsync(int limit, CancellationToken cancellationToken) =>
        ReadAsync("k.owner_id = @Owner ORDER BY k.id DESC LIMIT @limit", null, limit, cancellationToken);

    public async Task<ListedKey?> GetAsync(string id, CancellationToken cancellationToken) =>
        (await ReadAsync("k.id = @id", id, 1, cancellationToken)).SingleOrDefault();

    public Task<bool> ChangeAsync(string id, string? name, KeyLimits? limits, CancellationToken cancellationToken) => writer.WriteAsync(
        connection => connection.Execute(
            "UPDATE api_keys SET name = coalesce(@name, name), limits = coalesce(@limits, limits) WHERE id = @id", new { id, name, limits }) > 0,
        cancellationToken);

    public Task<bool> RevokeAsync(string id, CancellationToken cancellationToken) => writer.WriteAsync(
        connection => connection.Execute("UPDATE api_keys SET revoked_at = coalesce(revoked_at, @now) WHERE id = @id", new { id, now = time.GetUtcNow() }) > 0,
        cancellationToken);

    public Task UseAsync(string id, DateTimeOffset at, CancellationToken cancellationToken) => writer.WriteAsync(
        connection => connection.Execute("UPDATE api_keys SET used_at = max(coalesce(used_at, 0), @at) WHERE id = @id", new { id, at }), cancellationToken);

    public Task<ImmutableArray<KeyDay>> UsageAsync(string id, int days, CancellationToken cancellationToken)
    {
        var first = database.Days.DayOf(time.GetUtcNow()) + 1 - days;
        return database.ReadAsync(
            connection => connection.Query<(long Day, long Images, long Micros, long Unknown)>(
                "SELECT day, images, cost_micros, unknown FROM api_key_days WHERE api_key_id = @id AND day >= @first ORDER BY day DESC", new { id, first })
                .Where(row => row is not { Images: 0, Micros: 0, Unknown: 0 })
                .Select(row => new KeyDay(LocalDays.DateOf((int)row.Day), Usage(row.Images, row.Micros, row.Unknown))).ToImmutableArray(),
            cancellationToken);
    }

    private Task<ImmutableArray<ListedKey>> ReadAsync(string filter, string? id, int limit, CancellationToken cancellationToken)
    {
        var (today, month, _) = KeyRows.MonthOf(database.Days, time.GetUtcNow());
        return database.ReadAsync(
            connection => connection.Query<ApiKey, Totals, ListedKey>(
                $"""
                SELECT {KeyRows.Columns},
                    coalesce(d.images, 0) AS images, coalesce(d.cost_micros, 0) AS micros, coalesce(d.unknown, 0) AS unknown,
                    coalesce((SELECT sum(m.images) FROM api_key_days m WHERE m.api_key_id = k.id AND m.day >= @month), 0) AS month_images,
                    coalesce((SELECT sum(m.cost_micros) FROM api_key_days m WHERE m.api_key_id = k.id AND m.day >= @month), 0) AS month_micros,
                    coalesce((SELECT sum(m.unknown) FROM api_key_days m WHERE m.api_key_id = k.id AND m.day >= @month), 0) AS month_unknown,
                    (SELECT count(*) FROM api_key_images i WHERE i.api_key_id = k.id AND i.open = 1) AS open
                FROM api_keys k LEFT JOIN api_key_days d ON d.api_key_id = k.id AND d.day = @today
                WHERE {filter}
                """,
                (key, use) => new ListedKey(
                    key, Usage(use.Images, use.Micros, use.Unknown), Usage(use.MonthImages, use.MonthMicros, use.MonthUnknown), (int)use.Open),
                new { today, month, ImageRows.Owner, id, limit },
                splitOn: "images").ToImmutableArray(),
            cancellationToken);
    }

    private static KeyUsage Usage(long images, long micros, long unknown) => new(images, ChargeRows.Usd(micros), unknown);

    /// <summary>The totals of a key as columns. Not a positional record: without rows, SQLite has no types for calculated columns.</summary>
    private sealed record Totals
    {
        public long Images { get; init; }

        public long Micros { get; init; }

        public long Unknown { get; init; }

        public long MonthImages { get; init; }

        public long MonthMicros { get; init; }

        public long MonthUnknown { get; init; }

        public long Open { get; init; }
    }
}
