using Dapper;
using Darkroom.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Gallery;

/// <summary>The days of the images, which depend on the time zone of the gallery.</summary>
internal static class ImageDays
{
    public const int BatchSize = 5000;

    /// <summary>
    /// Computes the days again if the time zone has changed. Each batch is one transaction. The zone is stored at the end, so that an interrupted
    /// run is repeated, which passes over the days that are right.
    /// </summary>
    /// <param name="progress">Called after each batch with a value from 0 to 1.</param>
    public static void Follow(SqliteConnection connection, LocalDays days, IProgress<double>? progress)
    {
        if (connection.ExecuteScalar<string?>("SELECT time_zone FROM library_state") == days.Zone.Id)
        {
            return;
        }

        // Unknown while only a part is rewritten.
        connection.Execute("UPDATE library_state SET time_zone = NULL");
        var (before, last) = connection.QuerySingle<(long, long)>(
            "SELECT coalesce((SELECT min(position) FROM images), 0) - 1, coalesce((SELECT max(position) FROM images), -1)");
        for (var done = before; done < last;)
        {
            done = RewriteBatch(connection, days, done);
            progress?.Report((double)(done - before) / (last - before));
        }

        connection.Execute("UPDATE library_state SET time_zone = @Id", new { days.Zone.Id });
    }

    private static long RewriteBatch(SqliteConnection connection, LocalDays days, long after)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var rows = connection.Query<(long Position, int Day)>(
            $"SELECT position, day FROM images WHERE position > @after ORDER BY position LIMIT {BatchSize}", new { after }).AsList();
        connection.Execute(
            "UPDATE images SET day = @day WHERE position = @Position",
            rows.Select(row => (row.Position, Old: row.Day, New: days.DayOf(ImagePosition.TimeOf(row.Position))))
                .Where(row => row.New != row.Old).Select(row => new { row.Position, day = row.New }));
        transaction.Commit();
        return rows[^1].Position;
    }
}
