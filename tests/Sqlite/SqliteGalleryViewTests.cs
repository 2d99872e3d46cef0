using Dapper;
using Darkroom.Gallery;
using Darkroom.Tests.Contracts;
using Microsoft.Data.Sqlite;

namespace Darkroom.Tests.Sqlite;

public sealed class SqliteGalleryViewTests : GalleryViewContract, IDisposable
{
    private const string Insert =
        """
        INSERT INTO images (position, sequence, id, owner_id, day, campaign_id, blob_hash, mime, bytes, width, height, thumb_hash, created_at, elapsed_ms,
            provider, model, seed, prompt, asked_model, asked_pixels, cost_micros, parent_id, edited, partials, favorite, trashed_at, source)
        VALUES (@position, (SELECT coalesce(max(sequence), 0) + 1 FROM images), @Id, 1, @day, @Campaign, zeroblob(32), 'image/png', 1, @Width, @Height, x'0102',
            @created, 1, @Provider, @Model, @Seed, @Prompt, '', 1, @cost, @ParentId, @Edited, @Partials, @Favorite, @trashed, @Source);
        INSERT INTO images_text (rowid, text) VALUES (@position, @text);
        """;

    private readonly TempStorage _temp = new();

    protected override IGallery Gallery => _temp.Storage.Gallery;

    public void Dispose() => _temp.Dispose();

    protected override async Task AddAsync(params IEnumerable<SampleImage> images)
    {
        await using var connection = Open();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var image in images)
        {
            var position = ImagePosition.FirstOf(image.At);
            await AddAsync(connection, image, position);
        }

        await transaction.CommitAsync();
    }

    protected override async Task SaveSearchAsync(string name, string query)
    {
        await using var connection = Open();
        await connection.ExecuteAsync("INSERT INTO collections (id, owner_id, name, key, query, created_at) VALUES (@name, 1, @name, @key, @query, 0)", new { name, key = LibraryName.KeyOf(name), query });
    }

    private static async Task AddAsync(SqliteConnection connection, SampleImage image, long position)
    {
        await connection.ExecuteAsync(Insert, new
        {
            position,
            image.Id,
            day = new LocalDays(TimeZoneInfo.Utc).DayOf(image.At),
            image.Campaign,
            image.Size.Width,
            image.Size.Height,
            created = image.At.ToUnixTimeMilliseconds(),
            image.Provider,
            image.Model,
            image.Seed,
            image.Prompt,
            cost = image.CostUsd * 1_000_000,
            image.ParentId,
            image.Edited,
            image.Partials,
            image.Favorite,
            trashed = image.Trashed ? 1L : (long?)null,
            image.Source,
            text = SearchText.ForIndex([image.Prompt, .. image.Tags, image.Campaign]),
        });
        foreach (var tag in image.Tags)
        {
            await connection.ExecuteAsync(
                "INSERT OR IGNORE INTO tags (owner_id, name, key) VALUES (1, @tag, @key); INSERT INTO image_tags SELECT id, @position FROM tags WHERE key = @key",
                new { tag, key = LibraryName.KeyOf(tag), position });
        }

        foreach (var collection in image.Collections)
        {
            await connection.ExecuteAsync(
                """
                INSERT OR IGNORE INTO collections (id, owner_id, name, key, created_at) VALUES (@collection, 1, @collection, @key, 0);
                INSERT INTO collection_images VALUES (@collection, @position)
                """,
                new { collection, key = LibraryName.KeyOf(collection), position });
        }

        if (image.Campaign is not null)
        {
            await connection.ExecuteAsync(
                "INSERT OR IGNORE INTO campaigns (id, created_at, changed_at, version, brief) VALUES (@Campaign, 0, 0, 1, json_object('name', @Campaign))",
                new { image.Campaign });
        }
    }

    private SqliteConnection Open()
    {
        _ = _temp.Storage;
        var connection = new SqliteConnection($"Data Source={Path.Combine(_temp.Folder, "darkroom.db")};Pooling=False");
        connection.Open();
        return connection;
    }
}
