using Dapper;
using Darkroom.Costs;
using Darkroom.Gallery;
using Darkroom.Keys;
using Darkroom.Sqlite.Costs;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Keys;

/// <summary>
/// What API keys are used for, as rows. Limits are checked on the one writer, in the transaction that starts a generation or records a charge, so that
/// no request misses another. Triggers keep the totals of each day.
/// </summary>
internal static class KeyRows
{
    public const string Columns = "k.id, k.name, k.hint, k.scope, k.limits, k.created_at, k.expires_at, k.used_at, k.revoked_at";

    /// <summary>Returns why generations of one key may not be started; null if they may.</summary>
    /// <param name="wanted">One or more claims of the same key.</param>
    public static KeyRefusal? Refuse(SqliteConnection connection, LocalDays days, DateTimeOffset now, IReadOnlyList<KeyClaim> wanted)
    {
        var key = Find(connection, wanted[0].KeyId);
        return key?.IsActive(now) is not true
            ? new KeyRefusal(KeyLimit.Ended)
            : key.Limits.Refuse(UseOf(connection, key.Id, days, now), wanted);
    }

    /// <summary>Returns why a call may not be made; null if it may. A key that was revoked may finish what it has started.</summary>
    public static KeyRefusal? RefuseCall(SqliteConnection connection, LocalDays days, DateTimeOffset now, string keyId, ChargeRequest call) =>
        Find(connection, keyId)?.Limits.RefuseCall(UseOf(connection, keyId, days, now), call.Provider, call.Model, call.EstimateUsd);

    /// <summary>Returns the key that an image counts to; null if it counts to none.</summary>
    public static string? OfImage(SqliteConnection connection, string generationId, int imageIndex) => connection.QuerySingleOrDefault<string>(
        "SELECT api_key_id FROM api_key_images WHERE generation_id = @generationId AND image_index = @imageIndex", new { generationId, imageIndex });

    /// <summary>Counts images that were requested to a key, instead of the one that requested them before.</summary>
    /// <param name="attempts">The attempts of earlier requests.</param>
    public static void Count(SqliteConnection connection, string generationId, IEnumerable<int> images, KeyClaim claim, int attempts, int day) =>
        connection.Execute(
            """
            INSERT INTO api_key_images (generation_id, image_index, api_key_id, day, attempts, open, counted, reserved_micros)
            VALUES (@generationId, @index, @KeyId, @day, @attempts, 1, 1, @reserved)
            """,
            images.Select(index => new { generationId, index, claim.KeyId, day, attempts, reserved = ChargeRows.Micros(claim.EachUsd) ?? 0 }));

    /// <summary>Counts an image that is requested again to the caller who did: a key, or the owner, whom nothing counts to.</summary>
    public static void CountAgain(SqliteConnection connection, string generationId, int imageIndex, KeyClaim? claim, int attempts, int day)
    {
        connection.Execute(
            "DELETE FROM api_key_images WHERE generation_id = @generationId AND image_index = @imageIndex", new { generationId, imageIndex });
        if (claim is not null)
        {
            Count(connection, generationId, [imageIndex], claim, attempts, day);
        }
    }

    private static ApiKey? Find(SqliteConnection connection, string id) =>
        connection.QuerySingleOrDefault<ApiKey>($"SELECT {Columns} FROM api_keys k WHERE k.id = @id", new { id });

    private static KeyUse UseOf(SqliteConnection connection, string keyId, LocalDays days, DateTimeOffset now)
    {
        var (today, month, nextMonth) = MonthOf(days, now);
        var (images, usdToday, usdMonth) = connection.QuerySingle<(long, long, long)>(
            """
            SELECT coalesce(sum(iif(day = @today, images, 0)), 0), coalesce(sum(iif(day = @today, counted_micros, 0)), 0), coalesce(sum(counted_micros), 0)
            FROM api_key_days WHERE api_key_id = @keyId AND day >= @month
            """,
            new { keyId, today, month });
        var (open, reserved) = connection.QuerySingle<(long, long)>(
            "SELECT count(*), coalesce(sum(reserved_micros), 0) FROM api_key_images WHERE api_key_id = @keyId AND open = 1", new { keyId });
        return new KeyUse(
            images, (int)open, ChargeRows.Usd(usdToday), ChargeRows.Usd(usdMonth), ChargeRows.Usd(reserved), now, Local(today + 1), Local(nextMonth));

        DateTimeOffset Local(int day) => TimeZoneInfo.ConvertTime(days.StartOf(day), days.Zone);
    }

    /// <summary>Returns the day of a time, and the first days of its month and of the next one.</summary>
    public static (int Today, int Month, int NextMonth) MonthOf(LocalDays days, DateTimeOffset now)
    {
        var today = days.DayOf(now);
        var date = LocalDays.DateOf(today);
        var first = new DateOnly(date.Year, date.Month, 1);
        return (today, LocalDays.NumberOf(first), LocalDays.NumberOf(first.AddMonths(1)));
    }
}
