using Dapper;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Generations;

/// <summary>Changes the order in which waiting generations are started: that of the times at which their slots were queued.</summary>
internal static class QueueOrder
{
    /// <inheritdoc cref="Darkroom.Generations.IGenerationStore.MoveAsync"/>
    public static bool Move(SqliteConnection connection, string id, string? before)
    {
        var waiting = connection.Query<(string Id, long QueuedAt)>(
            "SELECT generation_id, min(queued_at) FROM slots WHERE status = 'waiting' GROUP BY generation_id ORDER BY min(queued_at), generation_id").AsList();
        if (waiting.RemoveAll(run => run.Id == id) == 0 || (before is not null && waiting.TrueForAll(run => run.Id != before)))
        {
            return false;
        }

        var place = before is null ? waiting.Count : waiting.FindIndex(run => run.Id == before);
        var time = place < waiting.Count
            ? waiting[place].QueuedAt - 1
            : connection.ExecuteScalar<long>("SELECT max(queued_at) FROM slots WHERE status = 'waiting'") + 1;
        connection.Execute("UPDATE slots SET queued_at = @time WHERE generation_id = @id AND status = 'waiting'", new { id, time });

        // Those before it move as far as they must to stay before it.
        for (var next = time; place > 0 && waiting[place - 1].QueuedAt >= next; next--)
        {
            var (earlier, queuedAt) = waiting[--place];
            connection.Execute(
                "UPDATE slots SET queued_at = queued_at - @by WHERE generation_id = @earlier AND status = 'waiting'", new { earlier, by = queuedAt - next + 1 });
        }

        return true;
    }
}
