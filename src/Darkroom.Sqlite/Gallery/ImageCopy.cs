using Dapper;
using Darkroom.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Gallery;

/// <summary>
/// Copies the images of earlier versions into the table that is ordered by time. Each batch is one transaction, so that a copy that is
/// interrupted continues after the last image that it copied.
/// </summary>
internal static class ImageCopy
{
    /// <summary>The migration that the images must be copied before.</summary>
    public const int Before = 13;

    public const int BatchSize = 2000;

    /// <summary>The images that are not copied yet.</summary>
    private const string Rest = "FROM images i WHERE i.position > (SELECT coalesce(max(sequence), 0) FROM library_images)";

    /// <param name="progress">Called after each batch with a value from 0 to 1.</param>
    public static void Run(SqliteConnection connection, LocalDays days, IProgress<double>? progress)
    {
        // If the time zone changed during an interruption, it is unknown which days are right.
        connection.Execute(
            "UPDATE library_state SET time_zone = iif(time_zone = @Id OR NOT EXISTS (SELECT 1 FROM library_images), @Id, NULL)", new { days.Zone.Id });
        var last = connection.ExecuteScalar<double?>("SELECT max(position) FROM images") ?? 0;
        while (CopyBatch(connection, days) is { } copied)
        {
            progress?.Report(copied / last);
        }
    }

    /// <returns>The old position of the last image; null if all are copied.</returns>
    private static long? CopyBatch(SqliteConnection connection, LocalDays days)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var rows = connection.Query<(long Sequence, DateTimeOffset CreatedAt, string Prompt, string? Revised, string? Negative, string? Campaign)>(
            $"""
            SELECT i.position, i.created_at, i.prompt, i.revised_prompt, json_extract(g.request, '$.negative_prompt'), json_extract(c.brief, '$.name')
            FROM (SELECT position {Rest} ORDER BY position LIMIT {BatchSize}) JOIN images i USING (position)
            LEFT JOIN generations g ON g.id = i.generation_id LEFT JOIN campaigns c ON c.id = g.campaign_id
            """).AsList();

        // Lazily, because each position depends on the rows before.
        var positions = new List<long>(rows.Count);
        connection.Execute(
            """
            INSERT INTO library_images
                (position, sequence, id, owner_id, day, generation_id, image_index, attempt, campaign_id, blob_hash, mime, bytes, width, height,
                 thumb_hash, created_at, elapsed_ms, provider, model, seed, prompt, negative_prompt, revised_prompt, quality, usage, reported,
                 fallback, asked_model, asked_quality, asked_pixels, cost_micros, cost_basis, parent_id, edited, partials)
            SELECT @position, i.position, i.id, @Owner, @day, i.generation_id, i.image_index, i.attempt, g.campaign_id, unhex(i.blob_hash), i.mime,
                i.bytes, i.width, i.height, i.thumb_hash, i.created_at, i.elapsed_ms, i.provider, i.model, i.seed, i.prompt, @Negative,
                i.revised_prompt, i.quality, i.usage, i.reported, i.fallback, i.asked_model, i.asked_quality, i.asked_pixels, i.cost_micros,
                i.cost_basis, i.parent_id, coalesce(json_array_length(g.request, '$.images'), 0) > 0,
                (SELECT count(*) FROM partial_images p
                 WHERE p.generation_id = i.generation_id AND p.image_index = i.image_index AND p.attempt = i.attempt)
            FROM images i LEFT JOIN generations g ON g.id = i.generation_id WHERE i.position = @Sequence
            """,
            rows.Select(row =>
            {
                var position = ImageRows.NextPosition(connection, "library_images", row.CreatedAt);
                positions.Add(position);
                return new { row.Sequence, row.Negative, ImageRows.Owner, position, day = days.DayOf(ImagePosition.TimeOf(position)) };
            }));
        connection.Execute(
            "INSERT INTO library_text (rowid, text) VALUES (@position, @text)",
            rows.Select((row, index) => new
            {
                position = positions[index],
                text = SearchText.ForIndex([row.Prompt, row.Revised, row.Negative, row.Campaign]),
            }));
        transaction.Commit();
        return rows.Count == 0 ? null : rows[^1].Sequence;
    }
}
