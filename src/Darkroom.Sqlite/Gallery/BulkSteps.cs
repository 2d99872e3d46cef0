using Dapper;
using Darkroom.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Gallery;

/// <summary>The changes of one step of a job, each together with what is needed to undo it.</summary>
internal static class BulkSteps
{
    private const string Selected = "json_each(@positions) p CROSS JOIN images i ON i.position = p.value";

    private const string InSelected = "position IN (SELECT value FROM json_each(@positions))";

    /// <summary>Applies an action to images.</summary>
    /// <param name="job">The number of the job.</param>
    /// <returns>The number of images that were skipped; null if the action is no longer possible.</returns>
    public static int? Apply(SqliteConnection connection, long job, BulkAction action, List<long> selected, DateTimeOffset now)
    {
        var positions = Json.Of(selected);
        switch (action)
        {
            case BulkAction.SetFavorite(var favorite):
                Record(connection, job, BulkChangeRows.Favorite, $"i.favorite FROM {Selected} WHERE i.favorite <> @favorite", new { positions, favorite });
                connection.Execute($"UPDATE images SET favorite = @favorite WHERE {InSelected} AND favorite <> @favorite", new { positions, favorite });
                return 0;
            case BulkAction.MoveToTrash:
                Record(connection, job, BulkChangeRows.Trashed, $"NULL FROM {Selected} WHERE i.trashed_at IS NULL", new { positions });
                connection.Execute($"UPDATE images SET trashed_at = @now WHERE {InSelected} AND trashed_at IS NULL", new { positions, now });
                return 0;
            case BulkAction.Restore:
                Record(connection, job, BulkChangeRows.Trashed, $"i.trashed_at FROM {Selected} WHERE i.trashed_at IS NOT NULL", new { positions });
                connection.Execute($"UPDATE images SET trashed_at = NULL WHERE {InSelected} AND trashed_at IS NOT NULL", new { positions });
                return 0;
            case BulkAction.Collect(var collection):
                return Exists(connection, collection) ? Collect(connection, job, collection, positions) : null;
            case BulkAction.Uncollect(var collection):
                return Exists(connection, collection) ? Uncollect(connection, job, collection, positions) : null;
            case BulkAction.ChangeTags tags:
                return ChangeTags(connection, job, tags, selected);
            case BulkAction.Purge:
                ImagePurge.Run(connection, selected);
                return 0;
            default:
                throw new ArgumentOutOfRangeException(nameof(action), action, "Unknown action.");
        }
    }

    /// <summary>Returns whether images can be collected in a collection: it exists and is no saved search.</summary>
    public static bool Exists(SqliteConnection connection, string collection) => connection.ExecuteScalar<bool>(
        "SELECT EXISTS (SELECT 1 FROM collections WHERE id = @collection AND owner_id = @Owner AND query IS NULL)",
        new { collection, ImageRows.Owner });

    private static int Collect(SqliteConnection connection, long job, string collection, string positions)
    {
        const string missing = $"FROM {Selected} WHERE NOT EXISTS (SELECT 1 FROM collection_images l WHERE l.collection_id = @collection AND l.position = i.position)";
        Record(connection, job, BulkChangeRows.Collection(collection), $"0 {missing}", new { positions, collection });
        connection.Execute($"INSERT INTO collection_images (collection_id, position) SELECT @collection, i.position {missing}", new { positions, collection });
        return 0;
    }

    private static int Uncollect(SqliteConnection connection, long job, string collection, string positions)
    {
        Record(
            connection,
            job,
            BulkChangeRows.Collection(collection),
            $"1 FROM {Selected} WHERE EXISTS (SELECT 1 FROM collection_images l WHERE l.collection_id = @collection AND l.position = i.position)",
            new { positions, collection });
        connection.Execute($"DELETE FROM collection_images WHERE collection_id = @collection AND {InSelected}", new { positions, collection });
        return 0;
    }

    private static int ChangeTags(SqliteConnection connection, long job, BulkAction.ChangeTags change, List<long> selected)
    {
        var added = change.Add.Select(name => TagRows.Add(connection, name)).ToList();
        var removed = change.Remove.Select(name => TagRows.Find(connection, name)).OfType<long>().ToList();
        var full = FindFull(connection, selected, added, removed);
        var positions = Json.Of(selected.Where(position => !full.Contains(position)));
        var before = BulkChangeRows.Last(connection);
        foreach (var tag in removed)
        {
            Record(
                connection,
                job,
                BulkChangeRows.Tag(tag),
                $"1 FROM {Selected} WHERE EXISTS (SELECT 1 FROM image_tags l WHERE l.tag_id = @tag AND l.position = i.position)",
                new { positions, tag });
            connection.Execute($"DELETE FROM image_tags WHERE tag_id = @tag AND {InSelected}", new { positions, tag });
        }

        foreach (var tag in added)
        {
            const string missing = $"FROM {Selected} WHERE NOT EXISTS (SELECT 1 FROM image_tags l WHERE l.tag_id = @tag AND l.position = i.position)";
            Record(connection, job, BulkChangeRows.Tag(tag), $"0 {missing}", new { positions, tag });
            connection.Execute($"INSERT INTO image_tags (tag_id, position) SELECT @tag, i.position {missing}", new { positions, tag });
        }

        ImageText.Rewrite(connection, BulkChangeRows.ChangedSince(connection, job, before));
        return full.Count;
    }

    /// <summary>Returns the images that would have too many tags.</summary>
    private static HashSet<long> FindFull(SqliteConnection connection, List<long> selected, List<long> added, List<long> removed) => added.Count == 0 ? [] :
    [
        .. connection.Query<long>(
            """
            SELECT i.position FROM json_each(@positions) p CROSS JOIN images i ON i.position = p.value
            WHERE @Count + (SELECT count(*) FROM image_tags l WHERE l.position = i.position AND l.tag_id NOT IN (SELECT value FROM json_each(@tags))) > @max
            """,
            new { positions = Json.Of(selected), tags = Json.Of(added.Concat(removed)), added.Count, max = IImageLibrary.MaxTagsPerImage }),
    ];

    /// <summary>Records what is about to be changed.</summary>
    /// <param name="before">The value before, and the images.</param>
    private static void Record(SqliteConnection connection, long job, string property, string before, object parameters)
    {
        var all = new DynamicParameters(parameters);
        all.AddDynamicParams(new { job, property });
        connection.Execute($"INSERT INTO bulk_changes (job, position, property, before) SELECT @job, i.position, @property, {before}", all);
    }
}
