using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Gallery;

/// <summary>What jobs have changed: one row for each image and property.</summary>
internal static class BulkChangeRows
{
    public const string Favorite = "favorite";

    public const string Trashed = "trashed";

    public static string Tag(long id) => string.Create(CultureInfo.InvariantCulture, $"tag:{id}");

    public static string Collection(string id) => $"collection:{id}";

    /// <summary>Deletes the changes of a property that was changed otherwise since, so that they are not undone.</summary>
    public static void Forget(SqliteConnection connection, long position, string property) => connection.Execute(
        "DELETE FROM bulk_changes WHERE position = @position AND property = @property", new { position, property });
}
