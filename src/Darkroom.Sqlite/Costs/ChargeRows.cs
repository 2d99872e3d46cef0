using Dapper;
using Darkroom.Costs;
using Darkroom.Generations;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Costs;

/// <summary>Charges as rows. Amounts are whole millionths of a US dollar, rounded up.</summary>
internal static class ChargeRows
{
    private const string One = "generation_id = @GenerationId AND image_index = @ImageIndex AND attempt = @Attempt AND provider = @Provider";

    public static long? Micros(decimal? usd) => usd is { } amount ? (long)decimal.Ceiling(amount * 1_000_000) : null;

    public static decimal Usd(long micros) => micros / 1_000_000m;

    public static Cost? CostOf(long? micros, string? basis) =>
        micros is { } known && basis is not null ? new Cost(Usd(known), Wire.Value<CostBasis>(basis)) : null;

    public static long Spent(SqliteConnection connection, DateTimeOffset now) => connection.ExecuteScalar<long>(
        "SELECT coalesce(sum(counted_micros), 0) FROM charge_totals WHERE day = @day", new { day = DayOf(now) });

    /// <summary>Returns the day in UTC, counted from 1970.</summary>
    public static long DayOf(DateTimeOffset time) => (long)(time.UtcDateTime - DateTime.UnixEpoch).TotalDays;

    /// <param name="apiKeyId">The key that the call counts to; null for none.</param>
    /// <param name="keyDay">The day that it counts to there.</param>
    public static void Insert(SqliteConnection connection, ChargeRequest call, DateTimeOffset now, string? apiKeyId, int keyDay) => connection.Execute(
        """
        INSERT INTO charges (at, provider, model, generation_id, image_index, attempt, estimate_micros, api_key_id, key_day)
        VALUES (@now, @Provider, @Model, @GenerationId, @ImageIndex, @Attempt, @Estimate, @apiKeyId, @keyDay) ON CONFLICT DO NOTHING
        """,
        new
        {
            now,
            call.Provider,
            call.Model,
            call.GenerationId,
            call.ImageIndex,
            call.Attempt,
            Estimate = Micros(call.EstimateUsd),
            apiKeyId,
            keyDay = apiKeyId is null ? (int?)null : keyDay,
        });

    /// <summary>Assigns the newest unsettled charge of earlier attempts to this attempt.</summary>
    /// <returns>False if there is none.</returns>
    public static bool TakeOver(SqliteConnection connection, ChargeRequest call) => connection.Execute(
        """
        UPDATE charges SET attempt = @Attempt WHERE id = (
            SELECT id FROM charges
            WHERE generation_id = @GenerationId AND image_index = @ImageIndex AND provider = @Provider AND attempt < @Attempt
                AND cost_micros IS NULL
            ORDER BY attempt DESC LIMIT 1)
        """,
        call) == 1;

    /// <summary>Deletes the charge of a call, unless the call can be resumed and is paid then.</summary>
    public static void Release(SqliteConnection connection, ChargeRequest call) => connection.Execute(
        $"""
        DELETE FROM charges WHERE {One} AND cost_micros IS NULL AND NOT EXISTS (
            SELECT 1 FROM slots s
            WHERE s.generation_id = @GenerationId AND s.image_index = @ImageIndex AND s.resume_token IS NOT NULL)
        """,
        call);

    public static void Settle(SqliteConnection connection, SlotLease lease, FinishedImage image) => connection.Execute(
        $"UPDATE charges SET cost_micros = @Cost, basis = @Basis, model = @Model WHERE {One}",
        new
        {
            Cost = Micros(image.Cost?.Usd),
            Basis = image.Cost is { Basis: var basis } ? Wire.Name(basis) : null,
            image.Model,
            lease.GenerationId,
            lease.ImageIndex,
            lease.Attempt,
            image.Provider,
        });

    public static void Settle(SqliteConnection connection, ChargeRequest call, Cost cost) => connection.Execute(
        $"UPDATE charges SET cost_micros = @Cost, basis = @Basis WHERE {One}",
        new { Cost = Micros(cost.Usd), Basis = Wire.Name(cost.Basis), call.GenerationId, call.ImageIndex, call.Attempt, call.Provider });

    /// <summary>Returns the totals of each day and provider, the newest first, without the calls that are being made.</summary>
    /// <param name="from">The first day, as <see cref="DayOf"/> counts.</param>
    public static IEnumerable<DayCost> Totals(SqliteConnection connection, long from) => connection
        .Query<(long Day, string Provider, long Micros, long Calls, long Unknown)>(
            """
            WITH running AS (
                SELECT c.at / 86400000 AS day, c.provider AS provider, count(*) AS calls
                FROM slots s JOIN charges c ON c.generation_id = s.generation_id AND c.image_index = s.image_index AND c.attempt = s.attempt
                WHERE s.status = 'running' AND c.cost_micros IS NULL GROUP BY c.at / 86400000, c.provider)
            SELECT t.day, t.provider, t.cost_micros, t.calls - coalesce(r.calls, 0), t.unknown - coalesce(r.calls, 0)
            FROM charge_totals t LEFT JOIN running r ON r.day = t.day AND r.provider = t.provider
            WHERE t.day >= @from AND t.calls > coalesce(r.calls, 0) ORDER BY t.day DESC, t.provider
            """,
            new { from })
        .Select(row => new DayCost(
            DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(row.Day)), row.Provider, Usd(row.Micros), row.Calls, row.Unknown));
}
