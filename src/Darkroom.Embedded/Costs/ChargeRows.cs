using Dapper;
using Darkroom.Costs;
using Darkroom.Jobs;
using Microsoft.Data.Sqlite;

namespace Darkroom.Embedded.Costs;

/// <summary>Charges as rows. Money is whole millionths of a US dollar, part of one counted as one.</summary>
internal static class ChargeRows
{
    private const string One = "generation_id = @GenerationId AND image_index = @ImageIndex AND attempt = @Attempt AND provider = @Provider";

    public static long? Micros(decimal? usd) => usd is { } amount ? (long)decimal.Ceiling(amount * 1_000_000) : null;

    public static decimal Usd(long micros) => micros / 1_000_000m;

    public static Cost? CostOf(long? micros, string? basis) =>
        micros is { } known && basis is not null ? new Cost(Usd(known), Wire.Value<CostBasis>(basis)) : null;

    public static long Spent(SqliteConnection connection, DateTimeOffset now) => connection.ExecuteScalar<long>(
        "SELECT coalesce(sum(coalesce(cost_micros, estimate_micros, 0)), 0) FROM charges WHERE at >= @from AND at < @to",
        new { from = StartOf(now).ToUnixTimeMilliseconds(), to = StartOf(now).AddDays(1).ToUnixTimeMilliseconds() });

    public static DateTimeOffset StartOf(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);

    public static void Insert(SqliteConnection connection, PaidCall call, DateTimeOffset now) => connection.Execute(
        """
        INSERT INTO charges (at, provider, model, generation_id, image_index, attempt, estimate_micros)
        VALUES (@At, @Provider, @Model, @GenerationId, @ImageIndex, @Attempt, @Estimate) ON CONFLICT DO NOTHING
        """,
        new
        {
            At = now.ToUnixTimeMilliseconds(),
            call.Provider,
            call.Model,
            call.GenerationId,
            call.ImageIndex,
            call.Attempt,
            Estimate = Micros(call.EstimateUsd),
        });

    /// <summary>Makes the newest unsettled charge of earlier attempts this attempt's.</summary>
    /// <returns>False where there is none.</returns>
    public static bool TakeOver(SqliteConnection connection, PaidCall call) => connection.Execute(
        """
        UPDATE charges SET attempt = @Attempt WHERE id = (
            SELECT id FROM charges
            WHERE generation_id = @GenerationId AND image_index = @ImageIndex AND provider = @Provider AND attempt < @Attempt
                AND cost_micros IS NULL
            ORDER BY attempt DESC LIMIT 1)
        """,
        new { call.GenerationId, call.ImageIndex, call.Provider, call.Attempt }) == 1;

    /// <summary>A call whose work goes on at the provider can be picked up, and is paid then: it keeps its charge.</summary>
    public static void Release(SqliteConnection connection, PaidCall call) => connection.Execute(
        $"""
        DELETE FROM charges WHERE {One} AND cost_micros IS NULL AND NOT EXISTS (
            SELECT 1 FROM slots s
            WHERE s.generation_id = @GenerationId AND s.image_index = @ImageIndex AND s.resume_token IS NOT NULL)
        """,
        new { call.GenerationId, call.ImageIndex, call.Attempt, call.Provider });

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

    public static IEnumerable<DayCost> Totals(SqliteConnection connection, DateTimeOffset from) => connection
        .Query<(long Day, string Provider, long Micros, long Calls, long Unknown)>(
            """
            SELECT c.at / 86400000 AS day, c.provider, coalesce(sum(c.cost_micros), 0), count(*), sum(c.cost_micros IS NULL)
            FROM charges c
            WHERE c.at >= @from AND (c.cost_micros IS NOT NULL OR NOT EXISTS (
                SELECT 1 FROM slots s
                WHERE s.generation_id = c.generation_id AND s.image_index = c.image_index AND s.attempt = c.attempt AND s.status = 'running'))
            GROUP BY day, c.provider ORDER BY day DESC, c.provider
            """,
            new { from = from.ToUnixTimeMilliseconds() })
        .Select(row => new DayCost(
            DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(row.Day)), row.Provider, Usd(row.Micros), row.Calls, row.Unknown));
}
