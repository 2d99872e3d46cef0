using Dapper;
using Darkroom.Embedded.Gallery;
using Darkroom.Jobs;
using Microsoft.Data.Sqlite;

namespace Darkroom.Embedded.Jobs;

/// <summary>Who gets which slot, and for how long. Everything here runs within a transaction of the writer.</summary>
internal sealed class SlotQueue(TimeProvider time)
{
    private const int MostToldOfHold = 100;

    public SlotLease? Claim(SqliteConnection connection, string owner, IReadOnlyCollection<string> lanes, TimeSpan lease)
    {
        var now = time.GetUtcNow();
        var next = connection.QueryFirstOrDefault<(string Id, int Index)?>(
            """
            SELECT generation_id, image_index FROM slots
            WHERE status = 'waiting' AND lane IN @lanes AND (not_before IS NULL OR not_before <= @now OR not_before > @farthest)
            ORDER BY queued_at, generation_id, image_index LIMIT 1
            """,
            new { lanes, now = now.ToUnixTimeMilliseconds(), farthest = (now + RetryRules.LongestWait).ToUnixTimeMilliseconds() });
        if (next is not var (id, index)
            || GenerationRows.Load(connection, id) is not { } before)
        {
            return null;
        }

        var request = before.RequestOf(index);
        var expected = Pace.Of(request, ImageRows.Past(connection, request, Pace.LookBack));
        if (GenerationMoves.Claim(before, index, owner, now, lease, expected) is not { } move)
        {
            return null;
        }

        GenerationRows.Update(connection, before, move, now);
        var slot = move.State.Slots[index];
        return new SlotLease(id, index, slot.Attempt, slot.Tries, owner, request, slot.FirstStartedAt ?? now, slot.ResumeToken)
        {
            Asked = before.Request,
            Failed = slot.Fallback?.Failed ?? [],
            Expected = expected,
        };
    }

    public List<string> Hold(SqliteConnection connection, HeldLane held)
    {
        var now = time.GetUtcNow();
        var everyone = held.Hold == LaneHold.Circuit;
        var waiting = connection.Query<(string Id, int Index)>(
            """
            SELECT generation_id, min(image_index) FROM slots
            WHERE status = 'waiting' AND lane = @Id AND (@everyone OR not_before IS NULL OR not_before <= @now)
            GROUP BY generation_id ORDER BY min(queued_at), generation_id LIMIT @most
            """,
            new { held.Id, everyone, now = now.ToUnixTimeMilliseconds(), most = everyone ? MostToldOfHold : 1 }).AsList();
        foreach (var (id, index) in waiting)
        {
            var before = GenerationRows.Load(connection, id)!;
            GenerationRows.Update(connection, before, GenerationMoves.Hold(before, everyone ? null : index, held, now), now);
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
            GenerationRows.Update(connection, before, GenerationMoves.Recover(before, index, runAgain, maxTries, now), now);
        }

        return cutOff.ConvertAll(slot => slot.Id);
    }
}
