using System.Collections.Immutable;
using Dapper;
using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Sqlite.Costs;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Gallery;

/// <summary>Images and partial images as rows, written in the transaction that announces them.</summary>
internal static class ImageRows
{
    /// <summary>The owner of every image.</summary>
    public const int Owner = 1;

    public const string PastQuery =
        """
        SELECT asked_quality AS Quality, asked_pixels AS Pixels, elapsed_ms AS ElapsedMs FROM images
        WHERE provider = @Provider AND asked_model = @model AND source IS NULL ORDER BY position DESC LIMIT @limit
        """;

    public static void InsertPartial(SqliteConnection connection, SlotLease lease, PartialPreview preview) => connection.Execute(
        """
        INSERT OR REPLACE INTO partial_images
            (generation_id, image_index, attempt, partial_image_index, preview_key, width, height, mime)
        VALUES (@GenerationId, @ImageIndex, @Attempt, @Index, @PreviewKey, @Width, @Height, @Mime);

        -- The same preview may have belonged to an image that was deleted.
        DELETE FROM purged_files WHERE name = @PreviewKey;
        """,
        new
        {
            lease.GenerationId,
            lease.ImageIndex,
            lease.Attempt,
            preview.Index,
            preview.PreviewKey,
            preview.Width,
            preview.Height,
            preview.Mime,
        });

    public static ImmutableDictionary<int, PartialPreview> NewestPartials(SqliteConnection connection, string id) => connection
        .Query<(int ImageIndex, int Index, string Key, int Width, int Height, string Mime)>(
            """
            SELECT p.image_index, max(p.partial_image_index), p.preview_key, p.width, p.height, p.mime
            FROM partial_images p JOIN slots s USING (generation_id, image_index, attempt)
            WHERE p.generation_id = @id GROUP BY p.image_index
            """,
            new { id })
        .ToImmutableDictionary(row => row.ImageIndex, row => new PartialPreview(row.Index, row.Key, row.Width, row.Height, row.Mime));

    /// <summary>Returns the next free position of a time, which is one of a later second if the time's own is full.</summary>
    /// <param name="table">The table of the images.</param>
    public static long NextPosition(SqliteConnection connection, string table, DateTimeOffset time)
    {
        for (var first = ImagePosition.FirstOf(time); ; first += ImagePosition.PerSecond)
        {
            var end = first + ImagePosition.PerSecond;
            var taken = connection.ExecuteScalar<long?>(
                $"SELECT max(position) FROM {table} WHERE position >= @first AND position < @end", new { first, end });
            if (taken is null || taken < end - 1)
            {
                return taken + 1 ?? first;
            }
        }
    }

    public static void Insert(
        SqliteConnection connection, GenerationState generation, SlotLease lease, FinishedImage image, LocalDays days, DateTimeOffset now)
    {
        var position = NextPosition(connection, "images", now);
        connection.Execute(
            """
            INSERT INTO images
                (position, sequence, id, owner_id, day, generation_id, image_index, attempt, campaign_id, blob_hash, mime, bytes, width, height,
                 thumb_hash, difference_hash, created_at, elapsed_ms, provider, model, seed, prompt, negative_prompt, revised_prompt, usage, quality, reported,
                 fallback, asked_model, asked_quality, asked_pixels, cost_micros, cost_basis, parent_id, edited, partials)
            VALUES
                (@position, (SELECT coalesce(max(sequence), 0) + 1 FROM images), @Id, @Owner, @Day, @GenerationId, @ImageIndex, @Attempt,
                 @CampaignId, unhex(@BlobHash), @Mime, @Bytes, @Width, @Height, @ThumbHash, @DifferenceHash, @now, @ElapsedMs, @Provider, @Model, @Seed, @Prompt,
                 @NegativePrompt, @RevisedPrompt, @Usage, @Quality, @Reported, @Fallback, @AskedModel, @AskedQuality, @AskedPixels, @CostMicros,
                 @CostBasis, @ParentId, @Edited, (
                    SELECT count(*) FROM partial_images
                    WHERE generation_id = @GenerationId AND image_index = @ImageIndex AND attempt = @Attempt))
            """,
            new
            {
                position,
                Owner,
                Day = days.DayOf(ImagePosition.TimeOf(position)),
                Edited = !generation.Request.Inputs.IsEmpty,
                generation.Request.CampaignId,
                generation.Request.NegativePrompt,
                image.Id,
                lease.GenerationId,
                lease.ImageIndex,
                lease.Attempt,
                image.BlobHash,
                image.Mime,
                image.Bytes,
                image.Size.Width,
                image.Size.Height,
                image.ThumbHash,
                image.DifferenceHash,
                now,
                ElapsedMs = Math.Max(0, (long)(now - (generation.Slots[lease.ImageIndex].StartedAt ?? generation.CreatedAt)).TotalMilliseconds),
                image.Provider,
                image.Model,
                image.Seed,
                generation.Request.Prompt,
                generation.Request.ParentId,
                image.RevisedPrompt,
                image.Usage,
                image.Quality,
                image.Reported,
                Fallback = generation.Slots[lease.ImageIndex].Fallback?.ToImage(),
                AskedModel = lease.Request.Model ?? "",
                AskedQuality = lease.Request.Quality,
                AskedPixels = lease.Request.Size.Pixels,
                CostMicros = ChargeRows.Micros(image.Cost?.Usd),
                CostBasis = image.Cost is { Basis: var basis } ? Wire.Name(basis) : null,
            });
        ImageText.Insert(connection, position);
    }

    /// <summary>Returns the durations of the last images of a request's provider and model, the newest first.</summary>
    public static List<PastDuration> Past(SqliteConnection connection, GenerationRequest request, int limit) => connection
        .Query<PastDuration>(PastQuery, new { request.Provider, model = request.Model ?? "", limit }).AsList();
}
