using Dapper;
using Darkroom.Generations;
using Darkroom.Sqlite.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Generations;

/// <summary>
/// Events as rows. The data of old events is empty if it equals what the image's row or the slots say; it is rebuilt from them when it is read.
/// </summary>
internal static class EventRows
{
    /// <summary>Returns events in the order of the filter, without those of images that are deleted.</summary>
    /// <param name="filter">A condition and an order, with the parameters; <c>limit</c> is the maximum number.</param>
    public static List<PositionedEvent> Load(SqliteConnection connection, string filter, object parameters)
    {
        var rows = connection
            .Query<(long Position, string Id, long Sequence, string Type, int? ImageIndex, DateTimeOffset At, string Data, string? Image)>(
                $"""
                SELECT position, generation_id, sequence, type, image_index, at, data, picture FROM events
                WHERE (data <> '' OR type <> 'image' OR EXISTS (SELECT 1 FROM images WHERE id = picture)) AND {filter} LIMIT @limit
                """,
                parameters)
            .Select(row => new PositionedEvent(
                row.Position, row.Id, new LoggedEvent(row.Sequence, row.Type, row.ImageIndex, row.At, row.Data, row.Image))).AsList();
        var rebuilt = Rebuild(connection, rows.Where(row => row.Logged.Json.Length == 0));
        return rebuilt.Count == 0
            ? rows
            : rows.ConvertAll(row => rebuilt.TryGetValue(row.Position, out var json) ? row with { Logged = row.Logged with { Json = json } } : row);
    }

    /// <summary>Deletes what only shows how a generation went that has ended, and the data that other rows have.</summary>
    /// <returns>The number of events that were deleted.</returns>
    public static int DeleteProgress(SqliteConnection connection, string generationId)
    {
        var deleted = connection.Execute(
            "DELETE FROM events WHERE generation_id = @generationId AND type IN ('progress', 'partial_image')", new { generationId });
        var kept = Load(connection, "generation_id = @generationId ORDER BY sequence", new { generationId, limit = -1 });
        var rebuilt = Rebuild(connection, kept);
        connection.Execute(
            "UPDATE events SET data = '' WHERE position = @Position",
            kept.Where(one => rebuilt.GetValueOrDefault(one.Position) == one.Logged.Json).Select(one => new { one.Position }));
        return deleted;
    }

    /// <summary>Writes the data of the last event of an ended generation, whose slots are about to change.</summary>
    public static void RestoreCompletion(SqliteConnection connection, GenerationState state)
    {
        foreach (var last in Load(connection, "generation_id = @Id AND sequence = @LastSequence", new { state.Id, state.LastSequence, limit = 1 }))
        {
            connection.Execute("UPDATE events SET data = @Json WHERE position = @Position AND data = ''", new { last.Logged.Json, last.Position });
        }
    }

    /// <summary>Returns the data of images and of the ends of generations by the position of their events.</summary>
    private static Dictionary<long, string> Rebuild(SqliteConnection connection, IEnumerable<PositionedEvent> events)
    {
        var all = events.ToList();
        var ids = all.Where(one => one.Logged.Type == "image").Select(one => one.Logged.Image).ToList();
        var images = ids.Count == 0
            ? []
            : SqliteGallery.Load(connection, $"{SqliteGallery.Select} WHERE i.id IN @ids", new { ids }).ToDictionary(image => image.Id);
        var rebuilt = new Dictionary<long, string>();
        foreach (var (position, id, logged) in all)
        {
            GenerationEvent? same = logged.Type switch
            {
                "image" when images.TryGetValue(logged.Image!, out var image) => new GenerationEvent.Image(id, logged.ImageIndex!.Value, image, image.ElapsedMs)
                {
                    Fallback = image.Fallback,
                    Differences = image.Differences,
                },
                "complete" when GenerationRows.Load(connection, id) is { } state && state.LastSequence == logged.Sequence =>
                    GenerationStateMachine.Completion(state, logged.At),
                _ => null,
            };
            if (same is not null)
            {
                rebuilt.Add(position, EventJson.Write(same));
            }
        }

        return rebuilt;
    }
}
