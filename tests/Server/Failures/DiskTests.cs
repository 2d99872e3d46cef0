using System.Diagnostics;
using System.Net;
using Darkroom.Server;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.CommandLine;
using Darkroom.Tests.Server.Studio;
using Microsoft.Data.Sqlite;

namespace Darkroom.Tests.Server.Failures;

/// <summary>The behaviour of the server with a full, write-protected, locked, damaged or deleted data folder.</summary>
public sealed class DiskTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_refuses_new_work_with_a_message_and_accepts_it_again_when_there_is_space()
    {
        using var disk = SmallDisk.Mount(megabytes: 8);
        await using var server = await RunningServer.StartOverAsync(disk.Folder);
        var before = await MakeOneAsync(server);
        disk.Fill();

        // The write-ahead log may have some room left within its file: work is accepted completely until that is used up.
        List<string> accepted = [];
        HttpResponseMessage refused;
        while ((refused = await server.Client.PostJsonAsync("/api/generations", new { prompt = new string('x', 4000), size = "64x64" })).IsSuccessStatusCode)
        {
            accepted.Add(refused.Headers.Location!.ToString());
        }

        await AssertUnavailableAsync(refused, "The disk is full");
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(before, await server.Client.GetByteArrayAsync(await FirstImageAsync(server), Cancel));

        disk.Free();
        await server.PaintOneAsync();
        foreach (var location in accepted)
        {
            (await server.FollowAsync(location)).AssertWhole();
        }

        Assert.Equal(accepted.Count + 2, Count(disk.Folder, "generations"));
        await AssertWellAsync(disk.Folder);
    }

    [Fact]
    public async Task A_full_disk_is_not_ready_until_there_is_space_again()
    {
        using var disk = SmallDisk.Mount(megabytes: 8);
        await using var server = await RunningServer.StartOverAsync(disk.Folder);
        using (var ready = await server.Client.GetAsync("/health/ready", Cancel))
        {
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        }

        disk.Fill();
        using (var live = await server.Client.GetAsync("/health/live", Cancel))
        {
            Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        }

        await AssertNotReadyAsync(server, "The disk is full");
        disk.Free();
        using var again = await server.Client.GetAsync("/health/ready", Cancel);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Empty(Directory.GetFiles(Path.Combine(disk.Folder, "blobs", "unfinished")));
    }

    [Fact]
    public async Task A_folder_of_originals_that_cannot_be_written_is_not_ready()
    {
        await using var server = await RunningServer.StartAsync();
        var originals = Path.Combine(server.Folder, "blobs");
        Directory.Delete(originals, recursive: true);
        await File.WriteAllTextAsync(originals, "not a folder", Cancel);

        await AssertNotReadyAsync(server, "The data folder cannot be read or written. Darkroom's log");
    }

    [Fact]
    public async Task A_full_disk_loses_only_the_partial_image()
    {
        using var disk = SmallDisk.Mount(megabytes: 8);
        await using var service = await ScriptedServer.StartAsync();
        var (first, second) = (new Gate(), new Gate());
        var final = TestImages.NoisyPng(256, 256, 3);
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Wait(first).Partial(0, TestImages.NoisyPng(256, 256, 1))
            .Wait(second).Partial(1, TestImages.NoisyPng(256, 256, 2)).Final(final).Completed());
        await using var server = await RunningServer.StartOverAsync(disk.Folder, OpenAiServer.Settings(service));
        var location = await server.BeginAsync();
        using var watcher = await server.Client.OpenAsync($"{location}/events");
        await first.Reached.WaitAsync(Cancel);
        disk.Fill();
        first.Open();
        await server.Log.HasAsync("partial image 0 of image 0");
        disk.Free();
        second.Open();

        var events = await server.FollowAsync(location);
        events.AssertWhole();
        Assert.Equal("completed", events[^1].Text("status"));
        Assert.Equal([1], events.Where(one => one.Type == "partial_image").Select(one => one.Number("partial_image_index")));
        Assert.Equal(final, await server.Client.GetByteArrayAsync(events.Single(one => one.Type == "image").Text("url"), Cancel));
        await AssertWellAsync(disk.Folder);
    }

    [Fact]
    public async Task An_original_that_cannot_be_stored_fails_with_a_message_and_can_be_retried_and_finished_images_are_kept()
    {
        using var disk = SmallDisk.Mount(megabytes: 8);
        await using var service = await ScriptedServer.StartAsync();
        var gate = new Gate();
        var (one, two) = (TestImages.NoisyPng(256, 256, 1), TestImages.NoisyPng(256, 256, 2));
        service.On(
            OpenAiServer.Path,
            ResponsesScript.Image(one),
            new ResponsesScript().Begin().Wait(gate).Final(two).Completed(),
            ResponsesScript.Image(two));
        await using var server = await RunningServer.StartOverAsync(disk.Folder, OpenAiServer.Settings(service, ("Providers:openai:MaxConcurrency", "1")));
        var location = await server.BeginAsync(n: 2);
        await gate.Reached.WaitAsync(Cancel);
        disk.Fill();
        gate.Open();
        await server.Log.HasAsync("came but could not be stored");
        disk.Free();

        var events = await server.FollowAsync(location);
        events.AssertWhole();
        Assert.Equal(("partial", 1, 1), (events[^1].Text("status"), events[^1].Number("done"), events[^1].Number("failed")));
        var error = Assert.Single(events, received => received.Type == "error");
        Assert.Equal(("internal", true), (error.Text("code"), error.Data.GetProperty("retryable").GetBoolean()));
        Assert.Contains("the disk is full", error.Text("message"), StringComparison.Ordinal);
        Assert.Equal(one, await server.Client.GetByteArrayAsync(events.Single(received => received.Type == "image").Text("url"), Cancel));

        using var retry = await server.Client.PostAsync($"{location}/images/1/retry", null, Cancel);
        Assert.Equal("completed", (await server.FollowAsync(location))[^1].Text("status"));
        await AssertWellAsync(disk.Folder);
    }

    [Fact]
    public async Task Runs_that_meet_a_full_disk_in_the_middle_all_end_and_the_store_adds_up()
    {
        using var disk = SmallDisk.Mount(megabytes: 8);
        await using var server = await RunningServer.StartOverAsync(disk.Folder);
        var locations = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            locations.Add(await server.BeginAsync(n: 4, provider: "painter", size: "256x256"));
        }

        disk.Fill();
        await server.Log.HasAsync("could not be");
        disk.Free();
        foreach (var location in locations)
        {
            var events = await server.FollowAsync(location);
            events.AssertWhole();
            Assert.Equal(4, events[^1].Number("done") + events[^1].Number("failed"));
            Assert.All(events.Where(one => one.Type == "error"), one => Assert.Equal("internal", one.Text("code")));
        }

        await AssertWellAsync(disk.Folder);
    }

    [Fact]
    public async Task A_write_protected_data_folder_is_refused_at_start_with_a_clear_message()
    {
        using var disk = SmallDisk.Mount(megabytes: 4);
        disk.WriteProtect();
        var refused = await Assert.ThrowsAsync<StartupException>(() => RunningServer.StartOverAsync(disk.Folder));
        Assert.Contains(disk.Folder, refused.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be written", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("another Darkroom", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_another_program_locks_the_database_writes_are_refused_in_time_reads_go_on_and_a_paid_image_is_kept()
    {
        await using var service = await ScriptedServer.StartAsync();
        var gate = new Gate();
        var final = TestImages.NoisyPng(256, 256);
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Wait(gate).Final(final).Completed());
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        var location = await server.BeginAsync();
        await gate.Reached.WaitAsync(Cancel);

        await using (var other = Open(server.Folder))
        {
            Execute(other, "BEGIN EXCLUSIVE");
            gate.Open();
            var began = Stopwatch.GetTimestamp();
            await AssertUnavailableAsync(
                await server.Client.PostJsonAsync("/api/generations", new { prompt = "x", provider = "painter", size = "64x64" }), "locked by another program");
            Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 20);
            using var read = await server.Client.GetAsync("/api/images", Cancel);
            Assert.Equal(HttpStatusCode.OK, read.StatusCode);
            Execute(other, "ROLLBACK");
        }

        var events = await server.FollowAsync(location);
        events.AssertWhole();
        Assert.Equal(final, await server.Client.GetByteArrayAsync(events.Single(one => one.Type == "image").Text("url"), Cancel));
        Assert.Single(service.Requests);
        await server.PaintOneAsync();
    }

    [Fact]
    public async Task A_database_that_is_locked_while_the_server_starts_is_read_at_once_and_written_when_it_is_free()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        await (await RunningServer.StartOverAsync(folder)).DisposeAsync();
        await using var other = Open(folder);
        Execute(other, "BEGIN EXCLUSIVE");
        await using var server = await RunningServer.StartOverAsync(folder);
        using var read = await server.Client.GetAsync("/api/images", Cancel);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        await server.Log.HasAsync("Could not recover what the last process left; retrying");

        Execute(other, "ROLLBACK");
        await server.PaintOneAsync();
    }

    [Fact]
    public async Task A_database_that_is_damaged_inside_prevents_the_start_with_one_sentence()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        await using (var server = await RunningServer.StartOverAsync(folder))
        {
            await server.PaintOneAsync();
        }

        await DamageAsync(folder);

        await using var damaged = ServerProcess.Begin(folder);
        Assert.Equal(1, await damaged.Exited);
        var line = Assert.Single(damaged.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("It is damaged or not a database. Restore it from a backup", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_damaged_while_the_server_runs_is_reported_and_the_server_keeps_running()
    {
        await using var server = await RunningServer.StartAsync();
        await server.PaintOneAsync();
        await DamageAsync(server.Folder);

        await AssertUnavailableAsync(await server.Client.GetAsync("/api/images", Cancel), "The database file is damaged");
        await AssertUnavailableAsync(await server.Client.PostJsonAsync("/api/generations", new { prompt = "x", size = "64x64" }), "damaged");
        using var live = await server.Client.GetAsync("/health/live", Cancel);
        using var ready = await server.Client.GetAsync("/health/ready", Cancel);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (live.StatusCode, ready.StatusCode));
    }

    [Fact]
    public async Task A_moved_data_folder_is_reported_missing_and_works_again_when_it_is_back()
    {
        var root = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        var (folder, away) = (Path.Combine(root, "data"), Path.Combine(root, "away"));
        await using var server = await RunningServer.StartOverAsync(folder);
        var before = await MakeOneAsync(server);
        Directory.Move(folder, away);

        await AssertUnavailableAsync(await server.Client.PostJsonAsync("/api/generations", new { prompt = "x", size = "64x64" }), "The data folder is missing");
        await AssertUnavailableAsync(await server.Client.GetAsync("/api/images", Cancel), "The data folder is missing");
        using var ready = await server.Client.GetAsync("/health/ready", Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);

        Directory.Move(away, folder);
        Assert.Equal(before, await server.Client.GetByteArrayAsync(await FirstImageAsync(server), Cancel));
        await server.PaintOneAsync();
    }

    [Fact]
    public async Task A_deleted_data_folder_causes_no_crash_and_no_work_is_accepted_that_would_be_lost()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        await using var server = await RunningServer.StartOverAsync(folder);
        await server.PaintOneAsync();
        Directory.Delete(folder, recursive: true);
        for (var i = 0; i < 3; i++)
        {
            await AssertUnavailableAsync(await server.Client.PostJsonAsync("/api/generations", new { prompt = "x", size = "64x64" }), "The data folder is missing");
        }

        using var live = await server.Client.GetAsync("/health/live", Cancel);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.False(Directory.Exists(folder));
    }

    private static async Task<byte[]> MakeOneAsync(RunningServer server)
    {
        await server.PaintOneAsync();
        return await server.Client.GetByteArrayAsync(await FirstImageAsync(server), Cancel);
    }

    /// <summary>The address of the image that was made first.</summary>
    private static async Task<string> FirstImageAsync(RunningServer server) =>
        (await (await server.Client.GetAsync("/api/images", Cancel)).ReadJsonAsync()).GetProperty("images").EnumerateArray().Last().GetProperty("url").GetString()!;

    private static async Task AssertNotReadyAsync(RunningServer server, string reported)
    {
        using var ready = await server.Client.GetAsync("/health/ready", Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        var problem = await ready.ReadJsonAsync();
        Assert.Equal("unavailable", problem.GetProperty("code").GetString());
        Assert.StartsWith(reported, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static async Task AssertUnavailableAsync(HttpResponseMessage response, string reported)
    {
        using (response)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
            var problem = await response.ReadJsonAsync();
            Assert.Equal("unavailable", problem.GetProperty("code").GetString());
            Assert.Contains(reported, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    private static async Task AssertWellAsync(string folder)
    {
        Assert.Contains("No problems found.", (await CommandRun.RunAsync("check", "--DARKROOM_DATA", folder)).Output, StringComparison.Ordinal);
    }

    private static SqliteConnection Open(string folder)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "darkroom.db")};Pooling=false");
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Version(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return (long)command.ExecuteScalar()!;
    }

    private static long Count(string folder, string table)
    {
        using var connection = Open(folder);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Every table and index begins with invalid bytes; the schema stays readable.</summary>
    private static async Task DamageAsync(string folder)
    {
        List<long> roots = [];

        // A change of another program, so that a running server reads its pages again; and all of it into the file itself, or the
        // write-ahead log would cover the damage.
        using (var connection = Open(folder))
        {
            Execute(connection, "PRAGMA user_version = 999; PRAGMA user_version = " + Version(connection) + "; PRAGMA wal_checkpoint(TRUNCATE)");
        }

        using (var connection = Open(folder))
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "SELECT DISTINCT rootpage FROM sqlite_schema WHERE rootpage > 1";
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                roots.Add(rows.GetInt64(0));
            }
        }

        await using var file = File.OpenWrite(Path.Combine(folder, "darkroom.db"));
        foreach (var root in roots)
        {
            file.Position = (root - 1) * 4096;
            await file.WriteAsync(Enumerable.Repeat((byte)0xFF, 64).ToArray(), Cancel);
        }
    }
}
