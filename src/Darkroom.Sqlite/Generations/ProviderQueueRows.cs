using System.Text.Json;
using Dapper;
using Darkroom.Generations;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Generations;

/// <summary>
/// How far the limits of provider queues are used: counted from the rows of slots and their starts, so that it holds for every process and
/// after a restart. Times are those of the caller's clock, which must not jump.
/// </summary>
internal static class ProviderQueueRows
{
    /// <summary>A slot that may be claimed now. One that waits for longer than possible was put back before the clock was set back.</summary>
    private const string Due = "status = 'waiting' AND (not_before IS NULL OR not_before <= @now OR not_before > @farthest)";

    public static List<(QueueUsage Usage, DateTimeOffset? ReportedUntil)> Load(
        SqliteConnection connection, IReadOnlyCollection<QueueLimits> limits, DateTimeOffset now)
    {
        var byId = limits.ToDictionary(one => one.Id, StringComparer.Ordinal);
        var since = now - QueueUsage.RateWindow;

        // Starts in the future were written before the clock was set back: they count from now on.
        connection.Execute("UPDATE slot_starts SET at = @now WHERE at > @now", new { now });
        return [.. connection.Query<(string Lane, int Running, int Starts, DateTimeOffset? OldestStart, int? Failures, long? WaitMs, DateTimeOffset? OpenUntil, DateTimeOffset? ReportedUntil)>(
            """
            SELECT l.value AS lane,
                (SELECT count(*) FROM slots WHERE status = 'running' AND lane = l.value) AS running,
                (SELECT count(*) FROM slot_starts WHERE lane = l.value AND at > @since) AS starts,
                (SELECT min(at) FROM slot_starts WHERE lane = l.value AND at > @since) AS oldest_start,
                q.failures, q.wait_ms, q.open_until, q.reported_until
            FROM json_each(@lanes) l LEFT JOIN provider_queues q ON q.lane = l.value
            """,
            new { lanes = Json(byId.Keys), since }).Select(row => (
                new QueueUsage(byId[row.Lane], row.Running, row.Starts, row.OldestStart, ToCircuit(row.Failures, row.WaitMs, row.OpenUntil, now)),
                row.ReportedUntil))];
    }

    /// <summary>Returns the slot of some queues that has waited longest and may be claimed now; null if there is none.</summary>
    /// <remarks>The first slot of each queue comes from an index, however long the queues are.</remarks>
    public static (string Id, int Index)? FindFirst(SqliteConnection connection, List<string> providers, DateTimeOffset now) =>
        connection.QueryFirstOrDefault<(string, int)?>(
            $"""
            SELECT s.generation_id, s.image_index FROM json_each(@lanes) l JOIN slots s ON (s.generation_id, s.image_index) = (
                SELECT generation_id, image_index FROM slots WHERE lane = l.value AND {Due} ORDER BY queued_at, generation_id, image_index LIMIT 1)
            ORDER BY s.queued_at, s.generation_id, s.image_index LIMIT 1
            """,
            new { lanes = Json(providers), now, farthest = now + RetryPolicy.MaxWait });

    /// <summary>Returns when the next slot of some queues may be claimed; null if none waits for a time.</summary>
    public static DateTimeOffset? NextDue(SqliteConnection connection, List<string> providers, DateTimeOffset now) =>
        connection.ExecuteScalar<DateTimeOffset?>(
            """
            SELECT min((SELECT min(not_before) FROM slots WHERE status = 'waiting' AND lane = l.value AND not_before > @now AND not_before <= @farthest))
            FROM json_each(@lanes) l
            """,
            new { lanes = Json(providers), now, farthest = now + RetryPolicy.MaxWait });

    /// <summary>Returns the slots that a pause is reported to: the next one for a rate limit, the first of up to 100 generations for a circuit.</summary>
    public static List<(string Id, int Index)> FindAffected(SqliteConnection connection, PausedQueue paused, DateTimeOffset now) =>
        connection.Query<(string, int)>(
            paused.Reason == PauseReason.Circuit
                ? "SELECT generation_id, min(image_index) FROM slots WHERE status = 'waiting' AND lane = @Id GROUP BY generation_id ORDER BY min(queued_at), generation_id LIMIT 100"
                : $"SELECT generation_id, image_index FROM slots WHERE lane = @Id AND {Due} ORDER BY queued_at, generation_id, image_index LIMIT 1",
            new { paused.Id, now, farthest = now + RetryPolicy.MaxWait }).AsList();

    /// <summary>Records the start of a slot for the limit of images per minute.</summary>
    public static void AddStart(SqliteConnection connection, SlotLease lease, DateTimeOffset now)
    {
        connection.Execute(
            "DELETE FROM slot_starts WHERE lane = @Provider AND at <= @since",
            new { lease.Request.Provider, since = now - QueueUsage.RateWindow });
        connection.Execute(
            "INSERT INTO slot_starts (lane, at, generation_id, image_index, attempt) VALUES (@Provider, @at, @GenerationId, @ImageIndex, @Attempt)",
            new { lease.Request.Provider, at = now, lease.GenerationId, lease.ImageIndex, lease.Attempt });
    }

    /// <summary>Records the end of a slot for the circuit breaker.</summary>
    /// <param name="failure">Null if the slot has its image.</param>
    public static void AddResult(SqliteConnection connection, string provider, Failure? failure, DateTimeOffset now)
    {
        var (failures, waitMs, openUntil) = connection.QuerySingleOrDefault<(int?, long?, DateTimeOffset?)>(
            "SELECT failures, wait_ms, open_until FROM provider_queues WHERE lane = @provider", new { provider });
        var before = ToCircuit(failures, waitMs, openUntil, now);
        var after = before.After(failure, now);
        if (after != before)
        {
            connection.Execute(
                """
                INSERT INTO provider_queues (lane, failures, wait_ms, open_until) VALUES (@provider, @Failures, @wait, @OpenUntil)
                ON CONFLICT DO UPDATE SET failures = excluded.failures, wait_ms = excluded.wait_ms, open_until = excluded.open_until
                """,
                new { provider, after.Failures, wait = (long)after.Wait.TotalMilliseconds, after.OpenUntil });
        }
    }

    /// <summary>Records that a pause was reported to the generations that wait.</summary>
    public static void SetReported(SqliteConnection connection, PausedQueue paused) => connection.Execute(
        """
        INSERT INTO provider_queues (lane, failures, wait_ms, reported_until) VALUES (@Id, 0, @wait, @Until)
        ON CONFLICT DO UPDATE SET reported_until = excluded.reported_until
        """,
        new { paused.Id, wait = (long)CircuitState.Closed.Wait.TotalMilliseconds, paused.Until });

    /// <summary>The ids as a JSON array, so that each number of them is the same statement.</summary>
    private static string Json(IEnumerable<string> ids) => JsonSerializer.Serialize(ids.ToArray());

    /// <summary>A circuit that is open for longer than possible was opened before the clock was set back: its wait is over.</summary>
    private static CircuitState ToCircuit(int? failures, long? waitMs, DateTimeOffset? openUntil, DateTimeOffset now) => failures is null
        ? CircuitState.Closed
        : new CircuitState(
            failures.Value, TimeSpan.FromMilliseconds(waitMs ?? 0), openUntil > now + CircuitState.MaxWait ? now : openUntil);
}
