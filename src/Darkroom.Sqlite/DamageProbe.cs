using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite;

/// <summary>
/// Reads a row of every table and everything that a start needs, so that a damaged file prevents the start instead of failing the requests after
/// it. The command <c>check</c> reads everything, which takes too long for a start.
/// </summary>
internal static class DamageProbe
{
    private const string Unfinished = "(SELECT generation_id FROM slots WHERE status = 'waiting' OR status = 'running')";

    /// <exception cref="SqliteException">A page cannot be read.</exception>
    public static void Run(SqliteConnection connection)
    {
        var tables = connection.Query<string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 1").ToList();
        foreach (var table in tables)
        {
            connection.Query(string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM \"{table}\" NOT INDEXED LIMIT 1"));
        }

        connection.ExecuteScalar($"SELECT sum(length(request)) FROM generations WHERE id IN {Unfinished}");
        connection.ExecuteScalar($"SELECT count(*) FROM events WHERE generation_id IN {Unfinished}");
    }
}
