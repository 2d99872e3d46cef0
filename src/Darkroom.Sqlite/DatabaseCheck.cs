using Dapper;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite;

/// <summary>
/// Reads the whole database and reports inconsistencies. It only reads, and works while the server runs.
/// </summary>
public static class DatabaseCheck
{
    /// <summary>The first schema that counts the images of each day.</summary>
    private const int FirstWithDays = 14;

    /// <summary>The first schema in which images have tags and collections.</summary>
    private const int FirstWithTags = 16;

    /// <summary>The first schema that adds up costs.</summary>
    private const int FirstWithTotals = 6;

    private const string WrongDays =
        """
        WITH kept AS (SELECT owner_id, day, images, ratio_sum, bytes FROM image_days WHERE images <> 0 OR ratio_sum <> 0 OR bytes <> 0),
            counted AS (
                SELECT owner_id, day, count(*), sum(width * 1000 / height), sum(bytes)
                FROM images WHERE trashed_at IS NULL GROUP BY owner_id, day)
        SELECT 'The totals of the days differ from the images.'
        WHERE EXISTS (SELECT * FROM kept EXCEPT SELECT * FROM counted) OR EXISTS (SELECT * FROM counted EXCEPT SELECT * FROM kept)
        """;

    private const string WrongFacets =
        """
        WITH kept AS (
                SELECT owner_id, facet, value, day, images, ratio_sum FROM image_facets WHERE images <> 0 OR ratio_sum <> 0),
            counted AS (
                SELECT owner_id, facet, value, day, count(*), sum(ratio) FROM image_facet_values GROUP BY owner_id, facet, value, day)
        SELECT 'The totals of the filters differ from the images.'
        WHERE EXISTS (SELECT * FROM kept EXCEPT SELECT * FROM counted) OR EXISTS (SELECT * FROM counted EXCEPT SELECT * FROM kept)
        """;

    private const string WrongTags =
        """
        SELECT 'Tags or collections contain images that do not exist.' WHERE EXISTS (
            SELECT 1 FROM (SELECT position FROM image_tags UNION ALL SELECT position FROM collection_images) l
            WHERE NOT EXISTS (SELECT 1 FROM images i WHERE i.position = l.position))
        """;

    private const string WrongTotals =
        """
        SELECT 'The total of costs differs from the calls.' WHERE EXISTS (
            SELECT day, provider, calls, cost_micros, unknown, counted_micros FROM charge_totals WHERE calls <> 0
            EXCEPT
            SELECT at / 86400000, provider, count(*), coalesce(sum(cost_micros), 0), sum(cost_micros IS NULL),
                sum(coalesce(cost_micros, estimate_micros, 0))
            FROM charges GROUP BY 1, 2)
        """;

    /// <summary>Rules, each with a query that finds the generations that break it.</summary>
    private static readonly (string Rule, string Query)[] Rules =
    [
        // The events that are missing before the first progress were deleted after the generation had ended.
        ("has events with gaps in their numbers",
            """
            SELECT p.id FROM (
                SELECT generation_id AS id, min(sequence) AS first FROM events WHERE type IN ('progress', 'partial_image') GROUP BY generation_id) p
            JOIN events e ON e.generation_id = p.id AND e.sequence >= p.first
            GROUP BY p.id HAVING max(e.sequence) - p.first + 1 <> count(*) OR (p.first > 1 AND NOT EXISTS (
                SELECT 1 FROM events WHERE generation_id = p.id AND sequence = p.first - 1 AND type = 'complete'))
            """),
        ("has a different last event than its log",
            """
            SELECT id FROM generations g
            WHERE last_sequence <> (SELECT coalesce(max(sequence), 0) FROM events WHERE generation_id = g.id)
            """),
        ("has a different number of slots than its request",
            """
            SELECT id FROM generations g
            WHERE json_extract(request, '$.n') <> (SELECT count(*) FROM slots WHERE generation_id = g.id)
            """),
        ("has different input images than its request",
            """
            SELECT id FROM generations g
            WHERE coalesce(json_array_length(request, '$.images'), 0) + (json_extract(request, '$.mask') IS NOT NULL)
                <> (SELECT count(*) FROM generation_inputs WHERE generation_id = g.id)
            """),
        ("belongs to a different campaign than its request",
            "SELECT id FROM generations WHERE campaign_id IS NOT json_extract(request, '$.campaign_id')"),
        ("has ended, but a slot has not, or the other way round",
            """
            SELECT id FROM generations g
            WHERE (status = 'running') <> EXISTS
                (SELECT 1 FROM slots WHERE generation_id = g.id AND status IN ('waiting', 'running'))
            """),
        ("has ended, but its last event is not complete",
            """
            SELECT g.id FROM generations g JOIN events e ON e.generation_id = g.id AND e.sequence = g.last_sequence
            WHERE g.status <> 'running' AND e.type <> 'complete'
            """),
        ("has a slot that is ready without an image",
            """
            SELECT s.generation_id FROM slots s LEFT JOIN images i ON i.id = s.image_id
            WHERE s.status = 'ready' AND i.id IS NULL
            """),
        ("keeps an unfinished image of a slot that is ready",
            "SELECT generation_id FROM slots WHERE status = 'ready' AND unfinished_hash IS NOT NULL"),
        ("has an image whose slot is not ready",
            """
            SELECT i.generation_id FROM images i
            LEFT JOIN slots s ON s.generation_id = i.generation_id AND s.image_index = i.image_index AND s.image_id = i.id
            WHERE i.generation_id IS NOT NULL AND s.status IS NOT 'ready'
            """),
        ("announced an image that is not kept, or keeps one that was not announced",
            """
            SELECT e.generation_id FROM events e LEFT JOIN images i ON i.id = e.picture WHERE e.type = 'image' AND i.id IS NULL
            UNION
            SELECT i.generation_id FROM images i
            LEFT JOIN events e ON e.generation_id = i.generation_id AND e.type = 'image' AND e.picture = i.id
            WHERE i.generation_id IS NOT NULL AND e.picture IS NULL
            """),
        ("announced two images for one slot",
            "SELECT generation_id FROM events WHERE type = 'image' GROUP BY generation_id, image_index HAVING count(*) > 1"),
        ("keeps partial images of a try that did not happen",
            """
            SELECT DISTINCT p.generation_id FROM partial_images p
            LEFT JOIN slots s ON s.generation_id = p.generation_id AND s.image_index = p.image_index
            WHERE s.attempt IS NULL OR p.attempt > s.attempt
            """),
        ("has a slot that has a lease but does not run, or runs without a lease",
            "SELECT generation_id FROM slots WHERE (status = 'running') <> (lease_owner IS NOT NULL)"),
    ];

    /// <summary>Checks the database of a data folder.</summary>
    /// <returns>One sentence for each problem.</returns>
    /// <exception cref="IOException">The database does not exist.</exception>
    public static IReadOnlyList<string> Run(string folder)
    {
        var file = DataFolder.Peek(folder).DatabaseFile;
        if (!File.Exists(file))
        {
            throw new IOException($"There is no database at {file}.");
        }

        try
        {
            using var connection = SqliteLibrary.OpenReadOnly(file);
            var damage = connection.Query<string>("PRAGMA integrity_check").Where(line => line != "ok").ToList();

            // In a damaged file, the other checks would only report the damage again.
            return damage.Count > 0 ? [.. damage.Select(line => $"The database file is damaged: {line}")] : [.. Broken(connection)];
        }
        catch (SqliteException fault)
        {
            return [$"The database cannot be read: {fault.Message}"];
        }
    }

    /// <summary>Counts the images and the bytes of their originals, in a database of any version.</summary>
    public static (long Images, long Bytes) Count(string folder)
    {
        using var connection = SqliteLibrary.OpenReadOnly(DataFolder.Peek(folder).DatabaseFile);
        return connection.QuerySingle<(long, long)>("SELECT count(*), coalesce(sum(bytes), 0) FROM images");
    }

    private static IEnumerable<string> Broken(SqliteConnection connection)
    {
        // One read transaction, because a running server may write at the same time.
        using var transaction = connection.BeginTransaction(deferred: true);
        var lost = connection.Query("PRAGMA foreign_key_check", transaction: transaction).Count();
        if (lost > 0)
        {
            yield return $"{lost} rows refer to missing rows.";
        }

        // An older database that this version has not opened yet has no totals.
        var schema = connection.ExecuteScalar<int>("PRAGMA user_version", transaction: transaction);
        foreach (var (query, first) in new[] { (WrongDays, FirstWithDays), (WrongFacets, FirstWithDays), (WrongTotals, FirstWithTotals), (WrongTags, FirstWithTags) })
        {
            foreach (var wrong in schema >= first ? connection.Query<string>(query, transaction: transaction) : [])
            {
                yield return wrong;
            }
        }

        foreach (var (rule, query) in Rules)
        {
            foreach (var id in connection.Query<string>(query, transaction: transaction))
            {
                yield return $"Generation {id} {rule}.";
            }
        }
    }
}
