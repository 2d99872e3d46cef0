using Dapper;
using Darkroom.Generations;
using Darkroom.Sqlite.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Generations;

/// <summary>Who gets which slot, and for how long. Everything here runs within a transaction of the writer.</summary>
internal sealed class SlotQueue(TimeProvider time)
{
    private const int MaxReportedHolds = 100;

    public SlotLease? Claim(SqliteConnection connection, string owner, IReadOnlyCollection<string> lanes, TimeSpan lease)
    {
        var now = time.GetUtcNow();
        var next = connection.QueryFirstOrDefault<(string Id, int Index)?>(
            """
            SELECT generation_id, image_index FROM slots
            WHERE status = 'waiting' AND lane IN @lanes AND (not_before IS NULL OR not_before <= @now OR not_before > @farthest)
            ORDER BY queued_at, generation_id, image_index LIMIT 1
            """,
            new { lanes, now = now.ToUnixTimeMilliseconds(), farthest = (now + RetryPolicy.MaxWait).ToUnixTimeMilliseconds() });
        if (next is not var (id, index)
            || GenerationRows.Load(connection, id) is not { } before)
        {
            return null;
        }

        var request = before.RequestOf(index);
        var expected = DurationEstimate.Create(request, ImageRows.Past(connection, request, DurationEstimate.LookBack));
        if (GenerationStateMachine.Claim(before, index, owner, now, lease, expected) is not { } move)
        {
            return null;
        }

        GenerationRows.Update(connection, before, move, now);
        var slot = move.State.Slots[index];
        return new SlotLease(id, index, slot.Attempt, slot.Tries, owner, request, slot.FirstStartedAt ?? now, slot.ResumeToken)
        {
            Requested = before.Request,
            Failed = slot.Fallback?.Failed ?? [],
            Expected = expected,
        };
    }

    public List<string> Hold(SqliteConnection connection, PausedQueue held)
    {
        var now = time.GetUtcNow();
        var everyone = held.Hold == PauseReason.Circuit;
        var waiting = connection.Query<(string Id, int Index)>(
            """
            SELECT generation_id, min(image_index) FROM slots
            WHERE status = 'waiting' AND lane = @Id AND (@everyone OR not_before IS NULL OR not_before <= @now)
            GROUP BY generation_id ORDER BY min(queued_at), generation_id LIMIT @most
            """,
            new { held.Id, everyone, now = now.ToUnixTimeMilliseconds(), most = everyone ? MaxReportedHolds : 1 }).AsList();
        foreach (var (id, index) in waiting)
        {
            var before = GenerationRows.Load(connection, id)!;
            GenerationRows.Update(connection, before, GenerationStateMachine.Hold(before, everyone ? null : index, held, now), now);
        }

        return waiting.ConvertAll(slot => slot.Id);
    }

    public static bool Renew(SqliteConnection connection, SlotLease held, long until) => connection.Execute(
        """
        UPDATE slots SET lease_until = @until
        WHERE generation_id = @GenerationId AND image_index = @ImageIndex AND attempt = @Attempt AND lease_owner = @Owner
            AND status = 'running'
        """,
        new { held.GenerationId, held.ImageIndex, held.Attempt, held.Owner, until }) == 1;

    public List<string> Recover(
        SqliteConnection connection, string owner, IReadOnlyCollection<SlotLease> held, int maxTries, Func<GenerationRequest, string?, bool> decide)
    {
        var now = time.GetUtcNow();
        var alive = held.Select(lease => (lease.GenerationId, lease.ImageIndex, lease.Attempt)).ToHashSet();
        var cutOff = connection.Query<(string Id, int Index, int Attempt)>(
            """
            SELECT generation_id, image_index, attempt FROM slots
            WHERE status = 'running' AND (lease_owner <> @owner OR lease_until <= @now)
            """,
            new { owner, now = now.ToUnixTimeMilliseconds() }).Where(slot => !alive.Contains(slot)).ToList();
        foreach (var (id, index, _) in cutOff)
        {
            var before = GenerationRows.Load(connection, id)!;
            var runAgain = decide(before.RequestOf(index), before.Slots[index].ResumeToken);
            GenerationRows.Update(connection, before, GenerationStateMachine.Recover(before, index, runAgain, maxTries, now), now);
        }

        return cutOff.ConvertAll(slot => slot.Id);
    }
}
