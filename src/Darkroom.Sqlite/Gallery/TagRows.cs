using System.Collections.Immutable;
using Dapper;
using Darkroom.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Gallery;

/// <summary>Tags as rows.</summary>
internal static class TagRows
{
    /// <summary>Returns the id of a tag, which is added if it is new.</summary>
    public static long Add(SqliteConnection connection, string name) => connection.ExecuteScalar<long>(
        """
        INSERT INTO tags (owner_id, name, key) VALUES (@Owner, @name, @key)
        ON CONFLICT (owner_id, key) DO UPDATE SET name = iif(EXISTS (SELECT 1 FROM image_tags WHERE tag_id = tags.id), tags.name, excluded.name)
        RETURNING id
        """,
        new { ImageRows.Owner, name, key = LibraryName.KeyOf(name) });

    /// <summary>Returns the id of a tag; null if there is none.</summary>
    public static long? Find(SqliteConnection connection, string name) => connection.ExecuteScalar<long?>(
        "SELECT id FROM tags WHERE owner_id = @Owner AND key = @key", new { ImageRows.Owner, key = LibraryName.KeyOf(name) });

    public static HashSet<long> Of(SqliteConnection connection, long position) =>
        [.. connection.Query<long>("SELECT tag_id FROM image_tags WHERE position = @position", new { position })];

    public static ImmutableArray<TagCount> Count(SqliteConnection connection, int limit) => [.. connection.Query<(string Name, long Images)>(
        """
        SELECT t.name, sum(f.images) AS images FROM tags t
        JOIN image_facets f ON f.owner_id = t.owner_id AND f.facet = 'tag' AND f.value = t.id
        WHERE t.owner_id = @Owner GROUP BY t.id HAVING sum(f.images) > 0 ORDER BY 2 DESC, t.name LIMIT @limit
        """,
        new { ImageRows.Owner, limit }).Select(row => new TagCount(row.Name, row.Images))];
}
