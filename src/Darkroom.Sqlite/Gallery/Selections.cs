using Dapper;
using Darkroom.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Gallery;

/// <summary>Reads the images of a selection, the newest first.</summary>
internal static class Selections
{
    /// <summary>The cursor before the first image.</summary>
    public const long Start = long.MaxValue;

    /// <summary>Returns the positions of the next images.</summary>
    /// <param name="before">The position of the last image that was read; <see cref="Start"/> to begin.</param>
    public static List<long> Next(SqliteConnection connection, ImageSelection selection, long before, int limit)
    {
        var (from, where, parameters) = SqlOf(selection);
        parameters.AddDynamicParams(new { before, limit });
        return connection.Query<long>(
            $"SELECT i.position FROM {from} WHERE {where} AND i.position < @before ORDER BY i.position DESC LIMIT @limit", parameters).AsList();
    }

    /// <summary>Returns the number of images and the total size of their originals.</summary>
    public static (long Images, long Bytes) Count(SqliteConnection connection, ImageSelection selection)
    {
        var (from, where, parameters) = SqlOf(selection);
        return connection.QuerySingle<(long, long)>($"SELECT count(*), coalesce(sum(i.bytes), 0) FROM {from} WHERE {where}", parameters);
    }

    private static (string From, string Where, DynamicParameters Parameters) SqlOf(ImageSelection selection) => selection switch
    {
        ImageSelection.ByIds(var ids) => (
            "json_each(@ids) s CROSS JOIN images i ON i.id = s.value",
            "i.owner_id = @Owner",
            new DynamicParameters(new { ImageRows.Owner, ids = Json.Of(ids) })),
        ImageSelection.InTrash(var at) => (
            "images i INDEXED BY images_trashed",
            "i.owner_id = @Owner AND i.trashed_at IS NOT NULL AND i.trashed_at <= @at",
            new DynamicParameters(new { ImageRows.Owner, at = at.ToUnixTimeMilliseconds() })),
        _ => throw new ArgumentOutOfRangeException(nameof(selection), selection, "Unknown selection."),
    };
}
