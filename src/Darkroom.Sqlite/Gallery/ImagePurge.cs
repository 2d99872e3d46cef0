using Dapper;
using Darkroom.Generations;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Gallery;

/// <summary>
/// Deletes images with everything that belongs to them. Charges stay. The generation stays too: the slot says that its image was deleted, and so does
/// its event log, in which its partial images no longer occur.
/// </summary>
internal static class ImagePurge
{
    /// <summary>Deletes those of the images that are in the trash, and lists the files to delete.</summary>
    public static void Run(SqliteConnection connection, List<long> selected)
    {
        var images = connection.Query<(long Position, string Id, string? GenerationId, int? ImageIndex, string BlobHash)>(
            """
            SELECT i.position, i.id, i.generation_id, i.image_index, lower(hex(i.blob_hash))
            FROM json_each(@positions) p CROSS JOIN images i ON i.position = p.value WHERE i.trashed_at IS NOT NULL
            """,
            new { positions = Json.Of(selected) }).AsList();
        foreach (var image in images)
        {
            if (image is { GenerationId: { } generation, ImageIndex: { } index })
            {
                EndSlot(connection, generation, index, image.Id);
                DeletePartials(connection, generation, index);
            }
        }

        var ids = images.ConvertAll(image => new { image.Id });
        var positions = images.ConvertAll(image => image.Position);
        var rows = images.ConvertAll(image => new { image.Position });
        connection.Execute("UPDATE base_images SET image_id = NULL WHERE image_id = @Id", ids);
        ImageText.Delete(connection, positions);
        connection.Execute("DELETE FROM images WHERE position = @Position", rows);
        connection.Execute("DELETE FROM image_tags WHERE position = @Position", rows);
        connection.Execute("DELETE FROM collection_images WHERE position = @Position", rows);
        connection.Execute("DELETE FROM bulk_changes WHERE position = @Position", rows);
        connection.Execute(
            """
            INSERT INTO purged_files (name) SELECT @BlobHash WHERE NOT EXISTS (SELECT 1 FROM images WHERE blob_hash = unhex(@BlobHash))
            ON CONFLICT DO NOTHING
            """,
            images.Select(image => new { image.BlobHash }));
    }

    private static void DeletePartials(SqliteConnection connection, string generation, int index)
    {
        connection.Execute(
            """
            INSERT INTO purged_files (name) SELECT preview_key FROM partial_images WHERE generation_id = @generation AND image_index = @index
            ON CONFLICT DO NOTHING
            """,
            new { generation, index });
        connection.Execute("DELETE FROM partial_images WHERE generation_id = @generation AND image_index = @index", new { generation, index });
    }

    private static void EndSlot(SqliteConnection connection, string generation, int index, string id)
    {
        var failure = Failure.Deleted;
        connection.Execute(
            "UPDATE slots SET status = 'failed', failure = @failure, image_id = NULL WHERE generation_id = @generation AND image_index = @index AND image_id = @id",
            new { generation, index, id, failure });

        // The numbers of events have no gaps, so each partial image becomes a repetition of the progress before it.
        connection.Execute(
            """
            UPDATE events AS e SET type = 'progress', picture = NULL, data = (
                SELECT p.data FROM events p
                WHERE p.generation_id = e.generation_id AND p.sequence < e.sequence AND p.type = 'progress' AND p.image_index = e.image_index
                ORDER BY p.sequence DESC LIMIT 1)
            WHERE generation_id = @generation AND type = 'partial_image' AND image_index = @index
            """,
            new { generation, index });

        // Clients that read the log from its start get the deletion in place of the image.
        var deleted = GenerationEvent.SlotFailed.From(generation, index, failure);
        connection.Execute(
            "UPDATE events SET type = @Type, data = @data, picture = NULL WHERE generation_id = @generation AND type = 'image' AND picture = @id",
            new { generation, id, deleted.Type, data = EventJson.Write(deleted) });
        connection.Execute(
            """
            UPDATE events SET data = json_set(data, '$.images[' || @index || ']', json_object('image_index', @index, 'status', 'failed', 'code', @code))
            WHERE generation_id = @generation AND type = 'complete' AND json_extract(data, '$.images[' || @index || '].id') = @id
            """,
            new { generation, index, id, code = Wire.Name(failure.Code) });
    }
}
