using System.Globalization;
using Dapper;
using Darkroom.Gallery;
using Darkroom.Sqlite;
using Microsoft.Data.Sqlite;

namespace Darkroom.Tests.Sqlite;

/// <summary>The numbers that triggers keep, the trash, imports, and the days of the time zone.</summary>
public sealed class LibraryTests : IDisposable
{
    private readonly TempStorage _temp = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_numbers_equal_a_recount_after_any_changes(int seed)
    {
        using var connection = OpenDatabase();
        connection.Execute("INSERT INTO collections (id, owner_id, name, key, created_at) VALUES ('c', 1, 'c', 'c', 0)");
        var random = new Random(seed);
        var next = 1;
        for (var step = 0; step < 400; step++)
        {
            var change = random.Next(14);
            var sql = change switch
            {
                < 4 => null,
                4 => "UPDATE images SET trashed_at = 1 WHERE position = @position",
                5 => "UPDATE images SET trashed_at = NULL WHERE position = @position",
                6 => "UPDATE images SET favorite = 1 - favorite WHERE position = @position",
                7 => "UPDATE images SET favorite = 1, trashed_at = 2 WHERE position IN (SELECT position FROM images WHERE position % 3 = @position % 3)",
                8 => "UPDATE images SET day = day + 1, partials = 1 - partials WHERE position = @position",
                9 => "DELETE FROM image_tags WHERE position = @position; DELETE FROM images WHERE position = @position; DELETE FROM collection_images WHERE position = @position",
                10 => "INSERT INTO image_tags (tag_id, position) SELECT position % 3, position FROM images WHERE position = @position ON CONFLICT DO NOTHING",
                11 => "DELETE FROM image_tags WHERE position <= @position AND tag_id = @position % 3",
                12 => "INSERT INTO collection_images (collection_id, position) SELECT 'c', position FROM images WHERE position = @position ON CONFLICT DO NOTHING",
                _ => "DELETE FROM collection_images WHERE position = @position",
            };
            if (sql is null)
            {
                Insert(connection, next++, random);
            }
            else
            {
                connection.Execute(sql, new { position = random.Next(next) });
            }

            if (step % 100 == 99)
            {
                Assert.Empty(DatabaseCheck.Run(_temp.Folder));
            }
        }

        Assert.NotEqual(0, connection.ExecuteScalar<int>("SELECT sum(images) FROM image_days"));
        connection.Execute("DELETE FROM images");
        Assert.Equal(0, connection.ExecuteScalar<int>(
            "SELECT (SELECT count(*) FROM image_days WHERE (images, ratio_sum, bytes) <> (0, 0, 0)) + (SELECT count(*) FROM image_facets WHERE (images, ratio_sum) <> (0, 0))"));
    }

    [Fact]
    public async Task An_image_in_the_trash_is_found_by_its_id_and_left_out_of_lists()
    {
        using (var connection = OpenDatabase())
        {
            Enumerable.Range(1, 4).ToList().ForEach(number => Insert(connection, number, new Random(1), parent: number == 1 ? null : 1));
            connection.Execute("UPDATE images SET trashed_at = 1767225600000, favorite = 1 WHERE position = 3");
            connection.Execute("INSERT INTO images_text (rowid, text) SELECT position, prompt FROM images");
        }

        var gallery = _temp.Storage.Gallery;
        Assert.Equal([Id(4), Id(2), Id(1)], (await gallery.PageAsync(new GalleryQuery(), Token)).Images.Select(image => image.Id));
        Assert.Equal([Id(4), Id(2), Id(1)], (await gallery.PageAsync(new GalleryQuery { View = GalleryViewParser.Parse("tree").View }, Token)).Images.Select(image => image.Id));
        Assert.Equal((Id(4), Id(1)), await gallery.NeighboursAsync(Id(2), GalleryView.All, Token));
        Assert.Equal((Id(4), Id(2)), await gallery.NeighboursAsync(Id(3), GalleryView.All, Token));
        Assert.Equal([Id(4), Id(2)], (await gallery.ChildrenAsync(Id(1), 10, Token)).Select(image => image.Id));
        Assert.Equal(3, (await gallery.CountAsync(Token)).Images);
        var trashed = (await gallery.FindAsync(Id(3), Token))!;
        Assert.Equal((true, DateTimeOffset.FromUnixTimeMilliseconds(1767225600000)), (trashed.Favorite, trashed.TrashedAt));
        Assert.Null((await gallery.FindAsync(Id(2), Token))!.TrashedAt);
    }

    [Fact]
    public async Task An_imported_image_has_a_request_of_what_is_known_and_no_generation()
    {
        using (var connection = OpenDatabase())
        {
            Insert(connection, 1, new Random(1));
            connection.Execute("UPDATE images SET negative_prompt = 'people', model = 'oils', seed = 9, source = 'comfyui', width = 640, height = 480");
        }

        var image = (await _temp.Storage.Gallery.FindAsync(Id(1), Token))!;

        Assert.Equal((null, null, "comfyui", null), (image.GenerationId, image.ImageIndex, image.Source, image.CampaignId));
        Assert.Equal(
            new GenerationRequest { Prompt = "a tree 1", NegativePrompt = "people", Size = new PixelSize(640, 480), Model = "oils", Seed = 9, N = 1, Provider = image.Provider },
            image.Request);
        Assert.Null(image.Differences);
        Assert.Empty(await _temp.Storage.Gallery.DevelopmentAsync(Id(1), Token));
    }

    [Fact]
    public async Task Days_are_those_of_the_time_zone_and_follow_it()
    {
        // In Prague the clock goes forward on 2026-03-29, so that its day is 23 hours long.
        var times = new[] { "2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z", "2026-03-29T23:30:00Z" };
        _temp.Time.Advance(DateTimeOffset.Parse(times[0], CultureInfo.InvariantCulture) - _temp.Time.GetUtcNow());
        _temp.Close();
        _temp.Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Prague");
        foreach (var (time, index) in times.Select((time, index) => (time, index)))
        {
            _temp.Time.Advance(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) - _temp.Time.GetUtcNow());
            await _temp.Storage.Generations.CreateAsync(Ids.New(_temp.Time), Samples.Request(), null, 100, Token);
            var lease = (await _temp.Storage.Queue.ClaimAsync("runner", [Samples.Provider], TimeSpan.FromSeconds(30), Token))!;
            Assert.True(await _temp.Storage.Queue.CompleteAsync(lease, Samples.Image(Id(index)), Token));
        }

        Assert.Equal([20540, 20541, 20541, 20542, 20542], Days());
        _temp.Close();
        _temp.Zone = TimeZoneInfo.Utc;
        Assert.Equal([20540, 20540, 20541, 20541, 20541], Days());
        Assert.Empty(DatabaseCheck.Run(_temp.Folder));
        Assert.Equal((20541, 5), ((await _temp.Storage.Gallery.FindAsync(Id(3), Token))!.Day, (await _temp.Storage.Gallery.CountAsync(Token)).Images));

        List<int> Days()
        {
            _ = _temp.Storage;
            using var connection = OpenDatabase();
            return connection.Query<int>("SELECT day FROM images ORDER BY position").AsList();
        }
    }

    [Fact]
    public void A_change_of_the_time_zone_that_is_interrupted_is_finished_by_the_next_start_or_taken_back()
    {
        using (var connection = OpenDatabase())
        {
            connection.Execute(
                $"""
                WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT 12000)
                {InsertInto}
                SELECT n * 4096 * 600, n, printf('%032x', n), 1, n * 600 / 86400, NULL, zeroblob(32), 'image/png', 1, 64, 64, x'01', n * 600000, 1, 'painter',
                    'a tree', '', 4096, 0, 0 FROM numbers
                """);
        }

        _temp.Close();
        _temp.Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");
        _temp.Upgrade = new Interruption(after: 3);
        Assert.Throws<InvalidOperationException>(() => _temp.Storage);
        Assert.InRange(Wrong(0), 1, 11999);
        Assert.InRange(Wrong(9), 1, 11999);

        _temp.Upgrade = null;
        _ = _temp.Storage;
        Assert.Equal(0, Wrong(9));

        _temp.Close();
        _temp.Zone = TimeZoneInfo.Utc;
        _temp.Upgrade = new Interruption(after: 2);
        Assert.Throws<InvalidOperationException>(() => _temp.Storage);
        _temp.Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");
        _temp.Upgrade = null;
        _ = _temp.Storage;
        Assert.Equal(0, Wrong(9));
        Assert.Empty(DatabaseCheck.Run(_temp.Folder));

        int Wrong(int hours)
        {
            using var connection = OpenDatabase();
            return connection.ExecuteScalar<int>("SELECT count(*) FROM images WHERE day <> (created_at / 1000 + @hours * 3600) / 86400", new { hours });
        }
    }

    [Fact]
    public async Task What_old_events_and_images_have_in_common_is_stored_once_and_goes_with_the_image()
    {
        var id = Ids.New(_temp.Time);
        await _temp.Storage.Generations.CreateAsync(id, Samples.Request(n: 2) with { Quality = "high" }, null, 100, Token);
        for (var index = 0; index < 2; index++)
        {
            var lease = (await _temp.Storage.Queue.ClaimAsync("runner", [Samples.Provider], TimeSpan.FromSeconds(30), Token))!;
            _temp.Time.Advance(TimeSpan.FromMilliseconds(1234.5));
            Assert.True(await _temp.Storage.Queue.CompleteAsync(lease, Samples.Image(Id(index)) with { Quality = "low" }, Token));
        }

        var before = await _temp.Storage.Events.ReadAsync(id, 0, 100, Token);
        _temp.Time.Advance(TimeSpan.FromDays(1));
        await _temp.Storage.Events.DeleteOldAsync(_temp.Time.GetUtcNow() - TimeSpan.FromHours(1), Token);

        using var connection = OpenDatabase();
        Assert.Equal(0, connection.ExecuteScalar<int>("SELECT sum(length(data)) FROM events"));
        var results = before.Where(logged => logged.Type is "image" or "complete").ToList();
        Assert.Equal(results, await _temp.Storage.Events.ReadAsync(id, 0, 100, Token));
        connection.Execute("DELETE FROM images WHERE id = @Id", new { Id = Id(0) });
        Assert.Equal(results[1..], await _temp.Storage.Events.ReadAsync(id, 0, 2, Token));
        Assert.Equal(results[1..], (await _temp.Storage.Events.ReadAllAsync(0, 100, Token)).Select(one => one.Logged));
    }

    [Fact]
    public async Task A_second_that_is_full_goes_on_in_the_next_one()
    {
        var first = ImagePosition.FirstOf(_temp.Time.GetUtcNow());
        using (var connection = OpenDatabase())
        {
            connection.Execute(
                $"""
                WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers LIMIT 4095)
                {InsertInto}
                SELECT @first + n, n + 10, printf('%032x', n + 100), 1, 0, NULL, zeroblob(32), 'image/png', 1, 64, 64, x'01', 0, 1, 'painter', 'a tree', '',
                    4096, 0, 0 FROM numbers
                """,
                new { first });
        }

        await _temp.Storage.Generations.CreateAsync(Ids.New(_temp.Time), Samples.Request(n: 3), null, 100, Token);
        for (var index = 0; index < 3; index++)
        {
            var lease = (await _temp.Storage.Queue.ClaimAsync("runner", [Samples.Provider], TimeSpan.FromSeconds(30), Token))!;
            Assert.True(await _temp.Storage.Queue.CompleteAsync(lease, Samples.Image(Id(index)), Token));
        }

        var newest = (await _temp.Storage.Gallery.PageAsync(new GalleryQuery { Limit = 3 }, Token)).Images;
        Assert.Equal([(first + 4097, Id(2)), (first + 4096, Id(1)), (first + 4095, Id(0))], newest.Select(image => (image.Position, image.Id)));
    }

    private static string Id(int number) => number.ToString("x32", CultureInfo.InvariantCulture);

    private const string InsertInto =
        """
        INSERT INTO images (position, sequence, id, owner_id, day, parent_id, blob_hash, mime, bytes, width, height, thumb_hash, created_at, elapsed_ms,
            provider, prompt, asked_model, asked_pixels, edited, partials)
        """;

    /// <summary>Inserts an image as an import does.</summary>
    private static void Insert(SqliteConnection connection, int number, Random random, int? parent = null) => connection.Execute(
        $"""
        {InsertInto}
        VALUES (@number, @number, @id, 1, @day, @parent, zeroblob(32), 'image/png', @bytes, @width, @height, x'01', 0, 0, @provider, @prompt, '', 0, @edited, @partials)
        """,
        new
        {
            number,
            id = Id(number),
            day = random.Next(5),
            parent = parent is { } id ? Id(id) : null,
            bytes = random.Next(1, 5000),
            width = random.Next(1, 4) * 512,
            height = random.Next(1, 4) * 512,
            provider = random.Next(2) == 0 ? "painter" : "openai",
            prompt = $"a tree {number}",
            edited = random.Next(2),
            partials = random.Next(2),
        });

    private SqliteConnection OpenDatabase()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_temp.Folder, "darkroom.db")};Pooling=False");
        connection.Open();
        return connection;
    }
}
