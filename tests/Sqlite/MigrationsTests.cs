using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Darkroom.Campaigns;
using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Keys;
using Darkroom.Prompts;
using Darkroom.Sqlite;
using Darkroom.Storage;
using Darkroom.Webhooks;
using Microsoft.Data.Sqlite;

namespace Darkroom.Tests.Sqlite;

/// <summary>Opens data folders of earlier versions.</summary>
public sealed class MigrationsTests : IDisposable
{
    /// <summary>The rows of the first release: a finished image, a failed one, an interrupted one, and one that waits.</summary>
    private const string Rows =
        """
        INSERT INTO generations (id, created_at, status, request, last_sequence, idempotency_key, idempotency_body) VALUES (
            '00000000000000000000000000000001', 1767225600000, 'running',
            '{"prompt":"a red fox","n":4,"size":"1024x1024","provider":"painter","model":"oils","quality":"high","seed":7,"partial_images":3}',
            2, 'once', 'hash');
        INSERT INTO slots (generation_id, image_index, lane, queued_at, status, attempt, tries, not_before, lease_owner, lease_until,
            started_at, first_started_at, resume_token, image_id, failure) VALUES
            ('00000000000000000000000000000001', 0, 'painter', 1767225600000, 'ready', 1, 1, NULL, NULL, NULL,
                1767225600000, 1767225600000, NULL, '00000000000000000000000000000002', NULL),
            ('00000000000000000000000000000001', 1, 'painter', 1767225600000, 'failed', 1, 1, NULL, NULL, NULL,
                1767225600000, 1767225600000, NULL, NULL,
                '{"code":"moderation_blocked","message":"Not this.","moderation":{"stage":"input","categories":["violence"]}}'),
            ('00000000000000000000000000000001', 2, 'painter', 1767225600000, 'running', 2, 2, NULL, 'gone', 1767225601000,
                1767225600000, 1767225600000, 'job-1', NULL, NULL),
            ('00000000000000000000000000000001', 3, 'painter', 1767225600000, 'waiting', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
        INSERT INTO events (generation_id, sequence, type, image_index, at, data, picture) VALUES
            ('00000000000000000000000000000001', 1, 'progress', NULL, 1767225600000,
                '{"generation_id":"00000000000000000000000000000001","stage":"queued","done":0,"of":4,"message":"Queued 4 images."}', NULL),
            ('00000000000000000000000000000001', 2, 'image', 0, 1767225601000,
                '{"generation_id":"00000000000000000000000000000001","image_index":0,"id":"00000000000000000000000000000002"}',
                '00000000000000000000000000000002');
        INSERT INTO images (id, generation_id, image_index, attempt, blob_hash, mime, bytes, width, height, thumb_hash, created_at, elapsed_ms,
            provider, model, seed, prompt, revised_prompt, usage) VALUES (
            '00000000000000000000000000000002', '00000000000000000000000000000001', 0, 1, '00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', 'image/png', 1234, 640, 480, x'010203',
            1767225601000, 1000, 'painter', 'oils, dated', 7, 'a red fox', 'a russet fox',
            '{"input_tokens":1,"output_tokens":2,"total_tokens":3}');
        """;

    /// <summary>Rows of schema 11: a campaign's generation with one finished edit, and two finished images in the same second.</summary>
    private const string RowsOfSchema11 =
        """
        INSERT INTO campaigns (id, created_at, changed_at, version, brief) VALUES ('c1', 0, 0, 1, '{"name":"Spring harvest"}');
        INSERT INTO generations (id, created_at, status, request, last_sequence, campaign_id) VALUES
            ('g1', 1767225600000, 'completed', '{"prompt":"an owl","negative_prompt":"blurry","n":1,"size":"640x480","provider":"painter","campaign_id":"c1",
                "partial_images":0,"images":[{"hash":"aa","mime":"image/png","size":"16x16","bytes":4,"image_id":"p1"}]}', 0, 'c1'),
            ('g2', 1767225600000, 'completed', '{"prompt":"a heron","n":2,"size":"640x480","provider":"painter","partial_images":2}', 0, NULL);
        INSERT INTO partial_images (generation_id, image_index, attempt, partial_image_index, preview_key, width, height, mime) VALUES
            ('g1', 0, 1, 0, 'k0', 1, 1, 'image/webp'), ('g1', 0, 2, 0, 'k1', 1, 1, 'image/webp'), ('g1', 0, 2, 1, 'k2', 1, 1, 'image/webp');
        INSERT INTO images (position, id, generation_id, image_index, attempt, blob_hash, mime, bytes, width, height, thumb_hash, created_at, elapsed_ms,
            provider, model, seed, prompt, revised_prompt, usage, cost_micros, cost_basis, parent_id, quality, fallback, asked_model, asked_quality,
            asked_pixels, reported) VALUES
            (5, 'i1', 'g1', 0, 2, '00ff', 'image/png', 10, 640, 480, x'01', 1767225601200, 7, 'painter', 'oils', 3, 'an owl', 'a tawny owl',
                '{"input_tokens":1,"output_tokens":2,"total_tokens":3}', 34580, 'tokens', 'p1', 'high', NULL, 'oils', 'high', 307200, NULL),
            (7, 'i2', 'g2', 0, 1, '01ff', 'image/png', 20, 640, 480, x'01', 1767225602100, 7, 'painter', NULL, NULL, 'a heron', NULL, NULL, NULL, NULL, NULL,
                NULL, NULL, '', NULL, 307200, NULL),
            (8, 'i3', 'g2', 1, 1, '02ff', 'image/png', 30, 480, 640, x'01', 1767225602900, 7, 'painter', NULL, NULL, 'a heron', NULL, NULL, NULL, NULL, NULL,
                NULL, NULL, '', NULL, 307200, NULL);
        """;

    /// <summary>5,000 images of schema 11, one each ten seconds.</summary>
    private const string ManyImages =
        """
        INSERT INTO generations (id, created_at, status, request, last_sequence)
        VALUES ('g1', 0, 'completed', '{"prompt":"a fox","n":1,"size":"64x64","provider":"painter","partial_images":0}', 0);
        WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT 5000)
        INSERT INTO images (position, id, generation_id, image_index, attempt, blob_hash, mime, bytes, width, height, thumb_hash, created_at, elapsed_ms,
            provider, prompt, asked_pixels)
        SELECT n * 2, printf('%032x', n), 'g1', n, 1, printf('%064x', n), 'image/png', n, 64, 64, x'01', 1767225600000 + n * 10000, 1, 'painter',
            'a fox w' || n, 4096 FROM numbers;
        """;

    private readonly TempStorage _temp = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Migrations_are_numbered_from_1_without_gaps_or_duplicates()
    {
        var numbers = typeof(SqliteStorage).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture)).Order().ToList();

        Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
    }

    [Fact]
    public async Task Data_of_the_first_release_is_complete_and_its_work_continues()
    {
        await BeginAtFirstSchemaAsync(Rows);

        var state = (await _temp.Storage.Generations.FindAsync("00000000000000000000000000000001", Token))!;
        Assert.Equal([SlotStatus.Ready, SlotStatus.Failed, SlotStatus.Running, SlotStatus.Waiting], state.Slots.Select(slot => slot.Status));
        Assert.Equal("job-1", state.Slots[2].ResumeToken);
        Assert.Equal((FailureCode.ModerationBlocked, "violence"), (state.Slots[1].Failure!.Code, state.Slots[1].Failure!.Moderation!.Categories[0]));
        Assert.Equal(["Asked for 1024x1024, got 640x480."], state.Slots[0].Made!.DifferencesFrom(state.Request)!.Value.AsEnumerable());
        Assert.Equal(2, (await _temp.Storage.Events.ReadAsync(state.Id, 0, 10, Token)).Length);
        Assert.True(await _temp.Storage.Generations.HasKeyAsync("once", Token));

        var image = Assert.Single((await _temp.Storage.Gallery.PageAsync(new GalleryQuery { View = GalleryViewParser.Parse("russet").View }, Token)).Images);
        Assert.Equal((null, null, new TokenUsage(1, 2, 3)), (image.Cost, image.Fallback, image.Usage));
        Assert.Equal(0, await _temp.Storage.Charges.SpentTodayAsync(Token));

        Assert.Equal(1, await _temp.Storage.Queue.RecoverAsync([], 3, (_, _) => true, Token));
        Assert.Equal(2, (await ClaimAsync())!.ImageIndex);
        var lease = (await ClaimAsync())!;
        Assert.True(await _temp.Storage.Queue.CompleteAsync(lease, Samples.Image("00000000000000000000000000000003"), Token));
        Assert.Equal(2, (await _temp.Storage.Gallery.PageAsync(new GalleryQuery { View = GalleryViewParser.Parse("fox").View }, Token)).Images.Length);
    }

    [Fact]
    public async Task Totals_count_the_rows_of_earlier_versions_and_new_ones()
    {
        var today = _temp.Time.GetUtcNow().ToUnixTimeMilliseconds();
        await BeginAsync(5, Rows + string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"""
            INSERT INTO charges (at, provider, generation_id, image_index, attempt, estimate_micros, cost_micros) VALUES
                ({today}, 'openai', '00000000000000000000000000000001', 0, 1, 90000, 40000),
                ({today}, 'openai', '00000000000000000000000000000001', 1, 1, 30000, NULL),
                ({today}, 'openai', '00000000000000000000000000000001', 2, 2, 20000, NULL),
                ({today - 86_400_000}, 'openai', '00000000000000000000000000000001', 2, 1, 50000, 50000);
            """));
        var day = DateOnly.FromDateTime(_temp.Time.GetUtcNow().UtcDateTime);

        Assert.Equal((1, 1234), await _temp.Storage.Gallery.CountAsync(Token));
        Assert.Equal(0.09m, await _temp.Storage.Charges.SpentTodayAsync(Token));

        // The third call is being made, so it is not counted yet.
        Assert.Equal(
            [new Darkroom.Costs.DayCost(day, "openai", 0.04m, 2, 1), new Darkroom.Costs.DayCost(day.AddDays(-1), "openai", 0.05m, 1, 0)],
            await _temp.Storage.Charges.TotalsAsync(30, Token));

        Assert.Equal(1, await _temp.Storage.Queue.RecoverAsync([], 3, (_, _) => true, Token));
        Assert.True(await _temp.Storage.Queue.CompleteAsync((await ClaimAsync())!, Samples.Image("00000000000000000000000000000003"), Token));
        Assert.Equal((2, 2468), await _temp.Storage.Gallery.CountAsync(Token));
        _temp.Close();
        Assert.DoesNotContain(DatabaseCheck.Run(_temp.Folder), problem => problem.Contains("total", StringComparison.Ordinal));
        Assert.Equal((2, 2468), DatabaseCheck.Count(_temp.Folder));
    }

    [Fact]
    public async Task The_durations_of_images_of_earlier_versions_are_used_for_estimates()
    {
        await BeginAtFirstSchemaAsync(Rows + string.Concat(Enumerable.Range(4, 3).Select(index =>
            $"""
            INSERT INTO images (id, generation_id, image_index, attempt, blob_hash, mime, bytes, width, height, thumb_hash, created_at, elapsed_ms,
                provider, model, prompt) VALUES (
                '0000000000000000000000000000001{index}', '00000000000000000000000000000001', {index}, 1, '00ff', 'image/png', 1, 1024, 1024, x'01',
                1767225601000, {index * 1000}, 'painter', 'oils, dated', 'a red fox');
            """)));

        Assert.Equal(TimeSpan.FromSeconds(5), (await ClaimAsync())!.Expected);
    }

    [Fact]
    public async Task Originals_of_an_earlier_version_get_rows_and_unreferenced_ones_are_deleted_when_they_are_old()
    {
        var used = Samples.Image().BlobHash;
        var unused = ContentHash.Compute("unused"u8);
        await BeginAsync(8, Rows.Replace("00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff", used, StringComparison.Ordinal));
        WriteOriginal(used, _temp.Time.GetUtcNow());
        WriteOriginal(unused, _temp.Time.GetUtcNow() - TimeSpan.FromHours(1));

        Assert.Equal(0, await _temp.Storage.Blobs.DeleteUnreferencedAsync(TimeSpan.FromHours(2), Token));
        Assert.Equal(1, await _temp.Storage.Blobs.DeleteUnreferencedAsync(TimeSpan.FromMinutes(30), Token));

        Assert.True(File.Exists(PathOf(used)));
        Assert.False(File.Exists(PathOf(unused)));
    }

    [Fact]
    public async Task Every_unreferenced_original_is_found_however_many_there_are()
    {
        await BeginAsync(8, "");
        foreach (var number in Enumerable.Range(0, 1203))
        {
            WriteOriginal(number.ToString("x64", System.Globalization.CultureInfo.InvariantCulture), _temp.Time.GetUtcNow() - TimeSpan.FromHours(2));
        }

        Assert.Equal(1203, await _temp.Storage.Blobs.DeleteUnreferencedAsync(TimeSpan.FromHours(1), Token));
    }

    [Fact]
    public async Task An_import_of_originals_that_was_interrupted_continues_where_it_was()
    {
        await BeginAsync(9, $"INSERT INTO blobs VALUES ('{new string('0', 64)}', 1, 0); UPDATE blob_import SET next_folder = 128;");
        string[] hashes = [$"7f{new string('0', 62)}", $"80{new string('0', 62)}", $"ff{new string('0', 62)}"];
        foreach (var hash in hashes)
        {
            WriteOriginal(hash, _temp.Time.GetUtcNow() - TimeSpan.FromDays(1));
        }

        // The folder 7f was read before the interruption, so its file is not read again.
        Assert.Equal(2, await _temp.Storage.Blobs.DeleteUnreferencedAsync(TimeSpan.FromHours(1), Token));
        Assert.Equal([true, false, false], hashes.Select(hash => File.Exists(PathOf(hash))));
    }

    [Fact]
    public async Task Images_of_the_last_release_get_their_new_columns_and_keep_their_order()
    {
        await BeginAsync(11, RowsOfSchema11);
        _temp.Zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        var gallery = _temp.Storage.Gallery;

        var images = (await gallery.PageAsync(new GalleryQuery(), Token)).Images;
        Assert.Equal(["i3", "i2", "i1"], images.Select(image => image.Id));
        Assert.Equal([1767225602L * 4096 + 1, 1767225602L * 4096, 1767225601L * 4096], images.Select(image => image.Position));
        Assert.All(images, image => Assert.Equal(20453, image.Day));
        var edit = images[2];
        Assert.Equal(("00ff", "g1", 0, "c1", "blurry"), (edit.BlobHash, edit.GenerationId, edit.ImageIndex, edit.CampaignId, edit.Request.NegativePrompt));
        Assert.Equal((7, 3, "oils", "high", "a tawny owl"), (edit.ElapsedMs, edit.Seed, edit.Model, edit.Quality, edit.RevisedPrompt));
        Assert.Equal((new TokenUsage(1, 2, 3), new Cost(0.03458m, CostBasis.Tokens)), (edit.Usage, edit.Cost));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1767225601200), edit.CreatedAt);
        Assert.Equal([edit.Id], (await gallery.ChildrenAsync("p1", 10, Token)).Select(image => image.Id));
        Assert.Equal((3, 60), await gallery.CountAsync(Token));
        foreach (var words in new[] { "owl", "tawny", "blurry", "harvest" })
        {
            Assert.Equal(["i1"], (await gallery.PageAsync(new GalleryQuery { View = GalleryViewParser.Parse(words).View }, Token)).Images.Select(image => image.Id));
        }

        await using var connection = await OpenDatabaseAsync();
        Assert.Equal(
            [(5, "blurry", 1, 2), (7, null, 0, 0), (8, null, 0, 0)],
            connection.Query<(int, string?, int, int)>("SELECT sequence, negative_prompt, edited, partials FROM images ORDER BY sequence"));
        Assert.Equal("America/New_York", connection.ExecuteScalar<string>("SELECT time_zone FROM library_state"));
        Assert.DoesNotContain(DatabaseCheck.Run(_temp.Folder), problem => problem.Contains("total", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_copy_that_is_interrupted_continues_without_loss(int batches)
    {
        await BeginAsync(11, ManyImages);
        var interruption = new Interruption(after: batches + 1);
        _temp.Upgrade = interruption;
        Assert.Throws<InvalidOperationException>(() => _temp.Storage);
        Assert.Equal(new long[] { 0, 2000, 4000, 5000 }.Take(batches + 1), interruption.Reports.Select(report => report.Done));
        Assert.All(interruption.Reports, report => Assert.Equal(5000, report.Total));
        _temp.Upgrade = null;

        Assert.Equal((5000, 5000 * 5001 / 2), await _temp.Storage.Gallery.CountAsync(Token));
        Assert.Single((await _temp.Storage.Gallery.PageAsync(new GalleryQuery { View = GalleryViewParser.Parse("w2001 ").View }, Token)).Images);
        await using var connection = await OpenDatabaseAsync();
        Assert.Equal(5000, connection.ExecuteScalar<int>(
            "SELECT count(*) FROM images WHERE sequence = 2 * bytes AND blob_hash = unhex(printf('%064x', bytes)) AND position = (1767225600 + bytes * 10) * 4096"));
        Assert.Equal(5000, connection.ExecuteScalar<int>("SELECT count(*) FROM images_text WHERE images_text MATCH 'fox'"));
        Assert.DoesNotContain(DatabaseCheck.Run(_temp.Folder), problem => problem.Contains("total", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_time_zone_that_changes_between_the_parts_of_a_copy_holds_for_all_images()
    {
        await BeginAsync(11, ManyImages);
        _temp.Upgrade = new Interruption(after: 2);
        Assert.Throws<InvalidOperationException>(() => _temp.Storage);
        _temp.Upgrade = null;
        _temp.Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");

        _ = _temp.Storage;

        await using var connection = await OpenDatabaseAsync();
        Assert.Equal(0, connection.ExecuteScalar<int>("SELECT count(*) FROM images WHERE day <> (created_at / 1000 + 9 * 3600) / 86400"));
    }

    [Fact]
    public async Task More_images_than_a_second_has_positions_keep_their_order()
    {
        await BeginAsync(11, ManyImages + "UPDATE images SET created_at = 1767225600500 + position / 9999 * 1000;");

        _ = _temp.Storage;

        await using var connection = await OpenDatabaseAsync();
        var positions = connection.Query<long>("SELECT position - 1767225600 * 4096 FROM images ORDER BY sequence").AsList();
        Assert.Equal(Enumerable.Range(0, 5000).Select(number => (long)number), positions);
        Assert.Equal((1767225601500, 4999), connection.QuerySingle<(long, long)>("SELECT max(created_at), max(position) - 1767225600 * 4096 FROM images"));
    }

    [Fact]
    public async Task A_database_without_workflows_and_engine_options_gets_a_place_for_them()
    {
        await BeginAsync(22, "INSERT INTO settings (name, value, hint, changed_at) VALUES ('Gallery:TrashDays', x'3132', NULL, 5);");

        Assert.Empty(await _temp.Storage.Workflows.ReadAsync(Token));
        Assert.True(await _temp.Storage.Workflows.WriteAsync(new Workflow("a", "{}", "[]"), Token));
        Assert.Equal("Gallery:TrashDays", Assert.Single(await _temp.Storage.Settings.ReadAsync(Token)).Name);
        var request = JsonSerializer.Deserialize("""{"prompt":"a fox","n":1,"size":"64x64","provider":"automatic1111","partial_images":0}""", EventJson.Default.GenerationRequest)!;
        Assert.Null(request.Options);
        Assert.DoesNotContain("options", JsonSerializer.Serialize(request, EventJson.Default.GenerationRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_of_a_release_without_API_keys_counts_to_none()
    {
        const string Id = "00000000000000000000000000000001";
        await BeginAsync(28, $$"""
            INSERT INTO generations (id, created_at, status, request, last_sequence) VALUES
                ('{{Id}}', 1767225600000, 'running', '{"prompt":"a fox","n":1,"size":"64x64","provider":"painter","partial_images":0}', 0);
            INSERT INTO slots (generation_id, image_index, lane, queued_at, status, attempt, tries) VALUES ('{{Id}}', 0, 'painter', 1767225600000, 'waiting', 1, 1);
            INSERT INTO charges (at, provider, generation_id, image_index, attempt, estimate_micros) VALUES (1767225600000, 'painter', '{{Id}}', 0, 1, 50000);
            """);

        Assert.Null((await _temp.Storage.Generations.FindAsync(Id, Token))!.ApiKeyId);
        var lease = (await ClaimAsync())!;
        Assert.True(await _temp.Storage.Queue.CompleteAsync(lease, Samples.Image(), Token));
        Assert.Empty(await _temp.Storage.ApiKeys.ListAsync(10, Token));
        Assert.True(await _temp.Storage.ApiKeys.AddAsync(new ApiKey(Id, "a", "abcd", KeyScope.Read, KeyLimits.None, _temp.Time.GetUtcNow()), "hash", Token));
    }

    [Fact]
    public async Task Generations_without_a_trace_keep_none()
    {
        await BeginAsync(28, """
            INSERT INTO generations (id, created_at, status, request, last_sequence) VALUES
                ('g1', 1767225600000, 'completed', '{"prompt":"an owl","n":1,"size":"640x480","provider":"painter","partial_images":0}', 0);
            """);

        var generation = await _temp.Storage.Generations.FindAsync("g1", Token);
        Assert.Equal(("an owl", null), (generation!.Request.Prompt, generation.TraceParent));
    }

    [Fact]
    public async Task A_campaign_of_the_last_release_is_active_and_can_be_archived_and_deleted()
    {
        const string Id = "00000000000000000000000000000009";
        await BeginAsync(25, $$"""
            INSERT INTO campaigns (id, created_at, changed_at, version, brief) VALUES
                ('{{Id}}', 1767225600000, 1767225600001, 5, '{"name":"Spring","copy":[{"language":"en","headlines":["One"],"calls_to_action":["Go"]}],"formats":["instagram-square"],"concepts":1}');
            """);

        var campaigns = _temp.Storage.Campaigns;
        Assert.Equal(Id, Assert.Single(await campaigns.PageAsync(CampaignShelf.Active, null, 10, Token)).Id);
        Assert.True(await campaigns.ArchiveAsync(Id, true, Token));
        Assert.True(await campaigns.TrashAsync(Id, Token));
        Assert.Equal("Spring", Assert.Single(await campaigns.PageAsync(CampaignShelf.Deleted, null, 10, Token)).Brief.Name);
    }

    [Fact]
    public async Task A_database_without_webhooks_gets_a_place_for_them()
    {
        await BeginAsync(28, """
            INSERT INTO generations (id, created_at, status, request, last_sequence) VALUES (
                '00000000000000000000000000000001', 1767225600000, 'running', '{"prompt":"a fox","n":1,"size":"64x64","provider":"painter"}', 0);
            INSERT INTO slots (generation_id, image_index, lane, queued_at, status, attempt, tries) VALUES
                ('00000000000000000000000000000001', 0, 'painter', 1767225600000, 'waiting', 0, 0);
            """);

        Assert.Empty(await _temp.Storage.Webhooks.ListAsync(Token));
        var endpoint = new WebhookEndpoint(Ids.New(_temp.Time), "https://example.com", [WebhookEvents.ImageReady], [1], _temp.Time.GetUtcNow());
        Assert.True(await _temp.Storage.Webhooks.AddAsync(endpoint, Token));
        Assert.True(await _temp.Storage.Queue.CompleteAsync((await ClaimAsync())!, Samples.Image("00000000000000000000000000000003"), Token));
        Assert.Equal(WebhookEvents.ImageReady, Assert.Single(await _temp.Storage.Webhooks.DeliveriesAsync(endpoint.Id, null, 10, Token)).Type);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task A_database_that_is_not_upgraded_yet_can_be_checked_counted_and_backed_up(int version)
    {
        await BeginAsync(11, RowsOfSchema11);
        await EarlierSchema.UpgradeAsync(_temp.Folder, 11, version);

        Assert.DoesNotContain(DatabaseCheck.Run(_temp.Folder), problem => problem.Contains("cannot be read", StringComparison.Ordinal));
        Assert.Equal(version == 13 ? 0 : 60, DatabaseCheck.Count(_temp.Folder).Bytes);
        foreach (var hash in version == 13 ? [] : new[] { "00ff", "01ff", "02ff" })
        {
            WriteOriginal(hash, _temp.Time.GetUtcNow());
        }

        Assert.Equal(version == 13 ? 0 : 3, DataBackup.Run(_temp.Folder, Path.Combine(_temp.Folder, "copy")));
    }

    [Fact]
    public async Task The_newest_generations_become_the_history_of_prompts()
    {
        await BeginAsync(22, string.Concat(Enumerable.Range(0, 2005).Select(number =>
            $$"""
            INSERT INTO generations (id, created_at, status, request, last_sequence, campaign_id) VALUES (
                'g{{number}}', {{number}}, 'completed', '{"prompt":"fox {{number / 2}}"{{(number == 2004 ? ",\"negative_prompt\":\"雪\"" : "")}},"n":1,"size":"64x64","provider":"painter"}', 0, {{(number == 2003 ? "'c'" : "null")}});
            """)));

        var newest = (await _temp.Storage.Prompts.PageAsync(new PromptQuery(Limit: 3), Token)).Prompts;
        Assert.Equal([("fox 1002", "雪", 1L), ("fox 1001", null, 1L), ("fox 1000", null, 2L)], newest.Select(one => (one.Prompt, one.NegativePrompt, one.Uses)));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(2002), newest[1].UsedAt);
        Assert.Equal(["fox 1002"], (await _temp.Storage.Prompts.PageAsync(new PromptQuery("雪"), Token)).Prompts.Select(one => one.Prompt));
        // The five oldest are more than the history is filled from.
        var oldest = (await _temp.Storage.Prompts.PageAsync(new PromptQuery("2", Limit: 200), Token)).Prompts[^1];
        Assert.Equal(("fox 2", 1), (oldest.Prompt, oldest.Uses));
        Assert.DoesNotContain((await _temp.Storage.Prompts.PageAsync(new PromptQuery("1", Limit: 200), Token)).Prompts, one => one.Prompt == "fox 1");
        await _temp.Storage.Generations.CreateAsync(Ids.New(_temp.Time), Samples.Request(prompt: "fox 1001"), null, 100, Token);
        Assert.Equal(["fox 1001", "fox 1002"], (await _temp.Storage.Prompts.PageAsync(new PromptQuery(Limit: 2), Token)).Prompts.Select(one => one.Prompt));
    }

    private string PathOf(string hash) => Path.Combine(_temp.Folder, "blobs", hash[..2], hash);

    private void WriteOriginal(string hash, DateTimeOffset storedAt)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(hash))!);
        File.WriteAllText(PathOf(hash), "original");
        File.SetLastWriteTimeUtc(PathOf(hash), storedAt.UtcDateTime);
    }

    private Task<SlotLease?> ClaimAsync() => _temp.Storage.Queue.ClaimAsync("new", [Samples.Provider], TimeSpan.FromSeconds(30), Token);

    private Task BeginAtFirstSchemaAsync(string rows) => BeginAsync(1, rows);

    /// <summary>Creates the database of a version with so many migrations.</summary>
    private async Task BeginAsync(int version, string rows)
    {
        _temp.Close();
        foreach (var file in Directory.EnumerateFiles(_temp.Folder, "darkroom.db*").ToImmutableArray())
        {
            File.Delete(file);
        }

        await EarlierSchema.CreateAsync(_temp.Folder, version, rows);
    }

    private async Task<SqliteConnection> OpenDatabaseAsync()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_temp.Folder, "darkroom.db")};Pooling=False");
        await connection.OpenAsync(Token);
        return connection;
    }
}
