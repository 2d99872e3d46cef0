using System.Security.Cryptography;
using Dapper;
using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Sqlite;
using Darkroom.Tests.Server.CommandLine;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Darkroom.Tests.Server.Failures;

/// <summary>Compares the store that a <see cref="CrashRun"/> left with what the clients received.</summary>
internal sealed class StoreAudit
{
    private readonly CrashRun _run;
    private readonly List<GenerationRow> _generations;
    private readonly ILookup<string, EventRow> _log;
    private readonly List<ImageRow> _images;

    public StoreAudit(CrashRun run)
    {
        _run = run;
        using var database = Open(run.Folder);
        _generations = Query<GenerationRow>(database, "SELECT id AS Id, status AS Status, idempotency_key AS Key FROM generations");
        _log = Query<EventRow>(
            database, "SELECT generation_id AS GenerationId, sequence AS Sequence, type AS Type, data AS Data FROM events ORDER BY generation_id, sequence")
            .ToLookup(row => row.GenerationId);
        _images = Query<ImageRow>(
            database, "SELECT id AS Id, generation_id AS GenerationId, lower(hex(blob_hash)) AS BlobHash, bytes AS Bytes, provider AS Provider FROM images");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private HashSet<string> Orphans => [.. Originals(_run.Folder).Except(_images.Select(image => image.BlobHash))];

    public override string ToString() =>
        $"{_log.Sum(one => one.Count())} events, {_images.Count} images, {Orphans.Count} originals without a row, {_run.Everything.Count} events over the stream of everything, ends "
        + string.Join(", ", _generations.CountBy(row => row.Status).Select(pair => $"{pair.Key} {pair.Value}"));

    public void EveryAcceptedGenerationIsThereOnceAndHasEnded()
    {
        Assert.Equal(_run.Reported.Keys.Order(), _generations.Select(row => row.Key).Order());
        Assert.All(_run.Reported, reported => Assert.Equal([_generations.Single(row => row.Key == reported.Key).Id], reported.Value.Ids.Distinct()));
        Assert.DoesNotContain(_generations, row => row.Status == "running");
    }

    public void TheLogHasWhatEveryWatcherSawAndNoImageTwice()
    {
        foreach (var reported in _run.Reported.Values)
        {
            var log = _log[reported.Ids[0]].ToList();
            Assert.Equal(Enumerable.Range(1, log.Count).Select(i => (long)i), log.Select(row => row.Sequence));
            Assert.Equal(
                reported.Events.Select(one => (one.Id!.Value, one.Type, one.Data.GetRawText())),
                log.Select(row => (row.Sequence, row.Type, row.Data)));
            var images = reported.Events.Where(one => one.Type == "image").ToList();
            Assert.Distinct(images.Select(one => one.ImageIndex));
            Assert.Distinct(images.Select(one => one.Text("id")));
        }
    }

    public void TheStreamOfEverythingToldTheLogInOrder()
    {
        using var database = Open(_run.Folder);
        var log = Query<(long, string, long)>(database, "SELECT position, generation_id, sequence FROM events ORDER BY position");
        Assert.InRange(_run.Everything.Count, 1, log.Count);
        Assert.Equal(log.Take(_run.Everything.Count), _run.Everything);
    }

    public async Task EveryAnnouncedImageIsThereByteForByteAsync()
    {
        var announced = _run.Reported.Values.SelectMany(reported => reported.Events).Where(one => one.Type == "image").ToDictionary(one => one.Text("id"));
        var seen = _run.Reported.Values.SelectMany(reported => reported.Seen).ToDictionary();
        Assert.Equal(announced.Keys.Order(), _images.Select(image => image.Id).Order());
        foreach (var image in _images)
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(_run.Folder, "blobs", image.BlobHash[..2], image.BlobHash), Cancel);
            Assert.Equal((image.Bytes, image.BlobHash), (bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))));
            Assert.Equal(image.Bytes, announced[image.Id].Number("bytes"));
            Assert.True(!seen.TryGetValue(image.Id, out var hash) || hash == image.BlobHash, $"Image {image.Id} was {hash} when it was announced.");
        }

        // The provider never makes the same image twice, so each is in one slot at most, and in one that requested it.
        var paid = _images.Where(image => image.Provider == "openai").ToList();
        Assert.Distinct(paid.Select(image => image.BlobHash));
        Assert.All(paid, image => Assert.Equal(_run.Made[image.BlobHash], _generations.Single(row => row.Id == image.GenerationId).Key));
    }

    public void NoRowIsLeftOver()
    {
        using var database = Open(_run.Folder);
        Assert.Empty(Query<string>(database, "SELECT \"table\" FROM pragma_foreign_key_check"));
        Assert.Empty(Query<string>(
            database, "SELECT generation_id FROM partial_images WHERE (generation_id, image_index) NOT IN (SELECT generation_id, image_index FROM slots)"));
        Assert.Empty(Query<string>(database, "SELECT generation_id FROM slots WHERE status IN ('waiting', 'running') OR lease_owner IS NOT NULL"));
        database.Execute("INSERT INTO images_text (images_text) VALUES ('integrity-check')");
    }

    /// <summary>One call for each request of a slot by a person; at most three if interrupted slots are retried.</summary>
    public void ThePaidCallsAreThoseThatWereAskedFor()
    {
        var calls = _run.PaidCalls.CountBy(call => call.Json.GetProperty("input").GetString()!).ToDictionary();
        var perRequest = _run.OnInterrupted == OnInterrupted.Report ? 1 : new JobOptions().MaxTries;
        foreach (var (prompt, reported) in _run.Reported.Where(reported => !reported.Value.Painted))
        {
            var requests = reported.N + reported.Events.Count(one => one.Type == "progress" && one.Text("message").StartsWith("Retrying image", StringComparison.Ordinal));
            Assert.InRange(calls.GetValueOrDefault(prompt), 0, requests * perRequest);
        }
    }

    public async Task UnreferencedOriginalsAreSweptAndTheCheckSaysAllIsWellAsync()
    {
        var orphans = Orphans.Count;
        using (var storage = SqliteStorage.Open(_run.Folder, new Later()))
        {
            Assert.Equal(orphans, await new BlobSweep(storage.Blobs, NullLogger<BlobSweep>.Instance).RunAsync(Cancel));
        }

        Assert.Empty(Directory.EnumerateFiles(_run.Folder, "*.tmp", SearchOption.AllDirectories));
        Assert.Equal(_images.Select(image => image.BlobHash).Distinct().Order(), Originals(_run.Folder).Order());
        await CheckAsync(_run.Folder);
    }

    /// <summary>Runs <c>check</c> as an operator would.</summary>
    public static async Task CheckAsync(string folder)
    {
        var check = await CommandRun.RunAsync("check", "--DARKROOM_DATA", folder);
        Assert.True(check.Exit == 0, check.Output + check.Error);
    }

    private static IEnumerable<string> Originals(string folder) =>
        Directory.EnumerateFiles(Path.Combine(folder, "blobs"), "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".tmp", StringComparison.Ordinal)).Select(file => Path.GetFileName(file));

    private static SqliteConnection Open(string folder)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "darkroom.db")};Pooling=false");
        connection.Open();
        return connection;
    }

    private static List<T> Query<T>(SqliteConnection database, string sql) => [.. database.Query<T>(sql)];

    private sealed record GenerationRow(string Id, string Status, string Key);

    private sealed record EventRow(string GenerationId, long Sequence, string Type, string Data);

    private sealed record ImageRow(string Id, string GenerationId, string BlobHash, long Bytes, string Provider);

    /// <summary>Two hours from now: everything is old enough to be swept.</summary>
    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromHours(2);
    }
}
