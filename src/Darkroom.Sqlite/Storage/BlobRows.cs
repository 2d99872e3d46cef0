using System.Collections.Immutable;
using System.Globalization;
using Dapper;
using Darkroom.Storage;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Storage;

/// <summary>One row for each original, and what refers to it.</summary>
internal static class BlobRows
{
    private const string Unreferenced =
        """
        NOT EXISTS (SELECT 1 FROM images WHERE blob_hash = unhex(hash))
        AND NOT EXISTS (SELECT 1 FROM generation_inputs WHERE blob_hash = hash)
        AND NOT EXISTS (SELECT 1 FROM campaign_assets WHERE blob_hash = hash)
        AND NOT EXISTS (SELECT 1 FROM slots WHERE unfinished_hash = hash)
        """;

    /// <summary>Adds a row, or resets the age of the one that exists.</summary>
    public static int Add(SqliteConnection connection, string hash, long bytes, DateTimeOffset now) => connection.Execute(
        "INSERT INTO blobs (hash, bytes, stored_at) VALUES (@hash, @bytes, @now) ON CONFLICT DO UPDATE SET stored_at = excluded.stored_at",
        new { hash, bytes, now });

    /// <summary>Returns the bytes of those that images refer to, and of all.</summary>
    public static (long OfImages, long All) Measure(SqliteConnection connection) => connection.QuerySingle<(long, long)>(
        """
        SELECT coalesce(sum(iif(EXISTS (SELECT 1 FROM images WHERE blob_hash = unhex(hash)), bytes, 0)), 0), coalesce(sum(bytes), 0)
        FROM blobs
        """);

    /// <summary>Returns the rows after a hash, and which of them are old and unreferenced.</summary>
    public static List<(string Hash, bool Unreferenced)> Page(SqliteConnection connection, string after, DateTimeOffset before, int limit) =>
        connection.Query<(string, bool)>(
            $"SELECT hash, stored_at < @before AND {Unreferenced} FROM blobs WHERE hash > @after ORDER BY hash LIMIT @limit",
            new { after, before, limit }).AsList();

    /// <returns>False if the row is young or referred to by now; it was not deleted then.</returns>
    public static bool DeleteUnreferenced(SqliteConnection connection, string hash, DateTimeOffset before) => connection.Execute(
        $"DELETE FROM blobs WHERE hash = @hash AND stored_at < @before AND {Unreferenced}",
        new { hash, before }) == 1;

    /// <summary>Returns the hashes that are referred to, but by no image.</summary>
    public static ImmutableArray<string> Inputs(SqliteConnection connection, string? after, int limit) =>
        [.. connection.Query<string>(
            """
            SELECT blob_hash FROM generation_inputs g
            WHERE blob_hash > @after AND NOT EXISTS (SELECT 1 FROM images i WHERE i.blob_hash = unhex(g.blob_hash))
            UNION SELECT blob_hash FROM campaign_assets a
            WHERE blob_hash > @after AND NOT EXISTS (SELECT 1 FROM images i WHERE i.blob_hash = unhex(a.blob_hash))
            UNION SELECT unfinished_hash FROM slots s
            WHERE unfinished_hash > @after AND NOT EXISTS (SELECT 1 FROM images i WHERE i.blob_hash = unhex(s.unfinished_hash))
            ORDER BY blob_hash LIMIT @limit
            """,
            new { after = after ?? "", limit })];

    /// <summary>
    /// Adds rows for the files that an earlier version stored. Each of the 256 folders is one transaction, so that a start that is interrupted
    /// continues with the next one.
    /// </summary>
    public static void ImportFiles(SqliteConnection connection, string blobs)
    {
        for (var next = NextFolder(connection); next is { } number; next = NextFolder(connection))
        {
            var folder = new DirectoryInfo(Path.Combine(blobs, number.ToString("x2", CultureInfo.InvariantCulture)));
            using var transaction = connection.BeginTransaction();
            if (folder.Exists)
            {
                connection.Execute(
                    "INSERT INTO blobs (hash, bytes, stored_at) VALUES (@Name, @Length, @storedAt) ON CONFLICT DO NOTHING",
                    folder.EnumerateFiles().Where(file => ContentHash.IsWellFormed(file.Name)).Select(file => new
                    {
                        file.Name,
                        file.Length,
                        storedAt = new DateTimeOffset(file.LastWriteTimeUtc),
                    }),
                    transaction);
            }

            connection.Execute("UPDATE blob_import SET next_folder = next_folder + 1", transaction: transaction);
            connection.Execute("DELETE FROM blob_import WHERE next_folder > 255", transaction: transaction);
            transaction.Commit();
        }
    }

    private static int? NextFolder(SqliteConnection connection) => connection.ExecuteScalar<int?>("SELECT next_folder FROM blob_import");
}
