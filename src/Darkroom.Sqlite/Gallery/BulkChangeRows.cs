using System.Globalization;
using Dapper;
using Darkroom.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Gallery;

/// <summary>What jobs have changed: one row for each image and property.</summary>
internal static class BulkChangeRows
{
    public const string Favorite = "favorite";

    public const string Trashed = "trashed";

    private const string TagPrefix = "tag:";

    private const string CollectionPrefix = "collection:";

    public static string Tag(long id) => string.Create(CultureInfo.InvariantCulture, $"{TagPrefix}{id}");

    public static string Collection(string id) => CollectionPrefix + id;

    /// <summary>Deletes the changes of a property that was changed otherwise since, so that they are not undone.</summary>
    public static void Forget(SqliteConnection connection, long position, string property) => connection.Execute(
        "DELETE FROM bulk_changes WHERE position = @position AND property = @property", new { position, property });

    /// <summary>Returns the number of the newest change.</summary>
    public static long Last(SqliteConnection connection) => connection.ExecuteScalar<long>("SELECT coalesce(max(number), 0) FROM bulk_changes");

    /// <summary>Returns the images that a job has changed after a change.</summary>
    public static List<long> ChangedSince(SqliteConnection connection, long job, long number) => connection.Query<long>(
        "SELECT DISTINCT position FROM bulk_changes WHERE job = @job AND number > @number", new { job, number }).AsList();

    public static long Count(SqliteConnection connection, long job) =>
        connection.ExecuteScalar<long>("SELECT count(*) FROM bulk_changes WHERE job = @job", new { job });

    /// <summary>Reverts and deletes the next changes of a job. One that was followed by another change of the same property is only deleted.</summary>
    /// <returns>The number of changes.</returns>
    public static int Revert(SqliteConnection connection, long job, int limit)
    {
        var changes = connection.Query<(long Number, long Position, string Property, long? Before, bool IsNewest)>(
            """
            SELECT number, position, property, before, NOT EXISTS (
                SELECT 1 FROM bulk_changes n WHERE n.position = c.position AND n.property = c.property AND n.number > c.number)
            FROM bulk_changes c WHERE job = @job ORDER BY number LIMIT @limit
            """,
            new { job, limit }).AsList();
        if (changes.Count == 0)
        {
            return 0;
        }

        var retagged = new HashSet<long>();
        foreach (var property in changes.Where(change => change.IsNewest).GroupBy(change => change.Property))
        {
            Revert(connection, property.Key, property.Select(change => (change.Position, change.Before)), retagged);
        }

        ImageText.Rewrite(connection, retagged);
        connection.Execute("DELETE FROM bulk_changes WHERE job = @job AND number <= @Number", new { job, changes[^1].Number });
        return changes.Count;
    }

    /// <summary>
    /// Deletes changes of a job that can no longer be undone, together with the earlier ones of the same properties: these must not become the
    /// newest ones.
    /// </summary>
    /// <returns>False if there are no more.</returns>
    public static bool Delete(SqliteConnection connection, long job, int limit) => connection.Execute(
        """
        DELETE FROM bulk_changes WHERE number IN (
            SELECT e.number FROM (SELECT position, property, number FROM bulk_changes WHERE job = @job ORDER BY number LIMIT @limit) c
            CROSS JOIN bulk_changes e ON e.position = c.position AND e.property = c.property AND e.number <= c.number)
        """,
        new { job, limit }) > 0;

    private static void Revert(SqliteConnection connection, string property, IEnumerable<(long Position, long? Before)> changes, HashSet<long> retagged)
    {
        var rows = changes.Select(change => new { change.Position, change.Before }).ToList();
        var (removed, added) = (rows.Where(row => row.Before == 0).ToList(), rows.Where(row => row.Before != 0).ToList());
        if (property is Favorite or Trashed)
        {
            var column = property == Favorite ? "favorite" : "trashed_at";
            foreach (var same in rows.GroupBy(row => row.Before))
            {
                connection.Execute(
                    $"UPDATE images SET {column} = @Key WHERE position IN (SELECT value FROM json_each(@positions))",
                    new { same.Key, positions = Json.Of(same.Select(row => row.Position)) });
            }
        }
        else if (property.StartsWith(TagPrefix, StringComparison.Ordinal))
        {
            var tag = long.Parse(property.AsSpan(TagPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture);
            retagged.UnionWith(rows.Select(row => row.Position));
            connection.Execute("DELETE FROM image_tags WHERE tag_id = @tag AND position = @Position", removed.Select(row => new { tag, row.Position }));
            connection.Execute(
                """
                INSERT INTO image_tags (tag_id, position) SELECT @tag, @Position
                WHERE (SELECT count(*) FROM image_tags WHERE position = @Position) < @MaxTagsPerImage ON CONFLICT DO NOTHING
                """,
                added.Select(row => new { tag, row.Position, IImageLibrary.MaxTagsPerImage }));
        }
        else
        {
            var collection = property[CollectionPrefix.Length..];
            connection.Execute(
                "DELETE FROM collection_images WHERE collection_id = @collection AND position = @Position", removed.Select(row => new { collection, row.Position }));
            connection.Execute(
                """
                INSERT INTO collection_images (collection_id, position) SELECT @collection, @Position
                WHERE EXISTS (SELECT 1 FROM collections WHERE id = @collection) ON CONFLICT DO NOTHING
                """,
                added.Select(row => new { collection, row.Position }));
        }
    }
}
