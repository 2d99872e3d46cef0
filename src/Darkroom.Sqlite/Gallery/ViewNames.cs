using Dapper;
using Darkroom.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Gallery;

/// <summary>Finds what the names in a view stand for, and suggests names.</summary>
internal static class ViewNames
{
    /// <summary>How many images of a tag or a collection a suggestion counts.</summary>
    private const int MaxCounted = 5_000;

    /// <summary>How many names are counted to find the most frequent ones.</summary>
    private const int MaxNamesCounted = 20;

    private const string OutsideTrash =
        "NOT EXISTS (SELECT 1 FROM images INDEXED BY images_trashed WHERE owner_id = 1 AND position = o.position AND trashed_at IS NOT NULL)";

    /// <summary>Returns the values that a name selects in the column of a field; several if they differ only in case and none is written so.</summary>
    public static IReadOnlyList<string> ValuesOf(SqliteConnection connection, NameField field, string name) => field == NameField.Campaign
        ? connection.Query<string>(
            "SELECT id FROM campaigns WHERE id = @name OR json_extract(brief, '$.name') = @name COLLATE NOCASE", new { name }).AsList()
        : connection.ExecuteScalar<bool>(
            "SELECT EXISTS (SELECT 1 FROM image_facets WHERE owner_id = 1 AND facet = @facet AND value = @name)", new { facet = Wire.Name(field), name })
            ? [name]
            : [.. FacetValues(connection, Wire.Name(field)).Where(value => value.Equals(name, StringComparison.OrdinalIgnoreCase))];

    /// <summary>Returns the different values of a facet that are texts, by one search for each.</summary>
    public static IEnumerable<string> FacetValues(SqliteConnection connection, string facet) => connection.Query<string>(
        """
        WITH RECURSIVE names(value) AS (
            SELECT min(value) FROM image_facets WHERE owner_id = 1 AND facet = @facet
            UNION ALL
            SELECT (SELECT min(value) FROM image_facets WHERE owner_id = 1 AND facet = @facet AND value > names.value) FROM names WHERE value IS NOT NULL)
        SELECT value FROM names WHERE value IS NOT NULL
        """,
        new { facet });

    public static long? TagOf(SqliteConnection connection, string name) => TagRows.Find(connection, name);

    /// <summary>Returns a collection's id, and the view of a saved search; nulls if there is no such collection.</summary>
    public static (string? Id, GalleryView? Saved) CollectionOf(SqliteConnection connection, string name)
    {
        var (id, query) = connection.QuerySingleOrDefault<(string?, string?)>(
            "SELECT id, query FROM collections WHERE owner_id = 1 AND key = @key", new { key = LibraryName.KeyOf(name) });
        return (id, query is null ? null : GalleryViewParser.Parse(query).View);
    }

    public static List<NameCount> Suggest(SqliteConnection connection, NameField field, string typed)
    {
        var names = field switch
        {
            NameField.Tag => Matching(connection.Query<(string?, string)>("SELECT name, CAST(id AS TEXT) FROM tags WHERE owner_id = 1"), typed),
            NameField.Collection => Matching(connection.Query<(string?, string)>("SELECT name, id FROM collections WHERE owner_id = 1"), typed),
            NameField.Campaign => Matching(connection.Query<(string?, string)>("SELECT json_extract(brief, '$.name'), id FROM campaigns"), typed),
            _ => Matching(FacetValues(connection, Wire.Name(field)).Select(value => ((string?)value, value)), typed),
        };
        return [.. names.Select(name => new NameCount(name.Name, Count(connection, field, name.Key)))
            .OrderByDescending(name => name.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .ThenByDescending(name => name.Images ?? long.MaxValue)
            .ThenBy(name => name.Name, StringComparer.OrdinalIgnoreCase)
            .Take(NameCount.MaxNames)];
    }

    /// <summary>Returns the names that contain a text, few enough to add up their images.</summary>
    private static IEnumerable<(string Name, string Key)> Matching(IEnumerable<(string? Name, string Key)> all, string typed) => all
        .Where(one => one.Name is { Length: > 0 } name && name.Contains(typed, StringComparison.OrdinalIgnoreCase))
        .Select(one => (one.Name!, one.Key))
        .OrderByDescending(one => one.Item1.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
        .Take(MaxNamesCounted);

    private static long? Count(SqliteConnection connection, NameField field, string key) => field switch
    {
        NameField.Tag => connection.ExecuteScalar<long>(
            $"SELECT count(*) FROM (SELECT 1 FROM image_tags o WHERE tag_id = @key AND {OutsideTrash} LIMIT @MaxCounted)", new { key, MaxCounted }),
        NameField.Collection => connection.ExecuteScalar<long?>(
            $"""
            SELECT (SELECT count(*) FROM (SELECT 1 FROM collection_images o WHERE collection_id = @key AND {OutsideTrash} LIMIT @MaxCounted))
            FROM collections WHERE id = @key AND query IS NULL
            """,
            new { key, MaxCounted }),
        _ => connection.ExecuteScalar<long?>(
            "SELECT sum(images) FROM image_facets WHERE owner_id = 1 AND facet = @facet AND value = @key", new { facet = Wire.Name(field), key }) ?? 0,
    };
}
