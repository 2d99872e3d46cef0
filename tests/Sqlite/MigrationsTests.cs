using System.Collections.Immutable;
using System.Globalization;
using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Sqlite;
using Darkroom.Storage;
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

        var image = Assert.Single((await _temp.Storage.Gallery.PageAsync(new GalleryQuery { Text = "russet" }, Token)).Images);
        Assert.Equal((null, null, new TokenUsage(1, 2, 3)), (image.Cost, image.Fallback, image.Usage));
        Assert.Equal(0, await _temp.Storage.Charges.SpentTodayAsync(Token));

        Assert.Equal(1, await _temp.Storage.Queue.RecoverAsync([], 3, (_, _) => true, Token));
        Assert.Equal(2, (await ClaimAsync())!.ImageIndex);
        var lease = (await ClaimAsync())!;
        Assert.True(await _temp.Storage.Queue.CompleteAsync(lease, Samples.Image("00000000000000000000000000000003"), Token));
        Assert.Equal(2, (await _temp.Storage.Gallery.PageAsync(new GalleryQuery { Text = "fox" }, Token)).Images.Length);
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

        var assembly = typeof(SqliteStorage).Assembly;
        var schema = string.Join('\n', assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order().Take(version).Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        }));
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_temp.Folder, "darkroom.db")};Pooling=False");
        await connection.OpenAsync(Token);
        var all = $"{schema}\n{rows}\nPRAGMA user_version = {version};";
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this test.
        command.CommandText = all;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Token);
    }
}
