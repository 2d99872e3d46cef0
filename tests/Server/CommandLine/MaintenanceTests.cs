using Darkroom.Generations;
using Darkroom.Server.CommandLine;
using Darkroom.Storage;
using Darkroom.Tests.Server.Failures;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Darkroom.Tests.Server.CommandLine;

/// <summary>The commands <c>check</c> and <c>backup DIR</c>.</summary>
public sealed class MaintenanceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Check_finds_no_problems_in_a_good_store_beside_a_running_server()
    {
        await using var server = await WithImagesAsync();
        var (exit, text) = await RunAsync(server.Folder, "check");
        Assert.Equal((0, true, true), (exit, text.Contains("2 images", StringComparison.Ordinal), text.Contains("No problems found.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_backup_of_a_running_server_is_complete_and_usable()
    {
        await using var server = await WithImagesAsync();
        using var place = new TempFolder();
        var target = Path.Combine(place.Path, "copy");
        Assert.Equal(0, (await RunAsync(server.Folder, "backup", target)).Exit);
        Assert.Equal(0, (await RunAsync(target, "check")).Exit);

        await using var restored = await RunningServer.StartOverAsync(target);
        var images = (await (await server.Client.GetAsync("/api/images", Cancel)).ReadJsonAsync()).GetProperty("images");
        Assert.Equal(2, images.GetArrayLength());
        foreach (var url in images.EnumerateArray().Select(image => image.GetProperty("url").GetString()))
        {
            Assert.Equal(await server.Client.GetByteArrayAsync(url, Cancel), await restored.Client.GetByteArrayAsync(url, Cancel));
        }
    }

    [Fact]
    public async Task A_backup_is_never_written_into_a_folder_that_is_not_empty()
    {
        await using var server = await WithImagesAsync();
        using var place = new TempFolder();
        await File.WriteAllTextAsync(Path.Combine(place.Path, "mine.txt"), "mine", Cancel);

        var refused = await CommandRun.RunAsync("backup", place.Path, "--DARKROOM_DATA", server.Folder);

        Assert.Equal(ExitCodes.Storage, refused.Exit);
        Assert.Contains("is not empty", refused.Error, StringComparison.Ordinal);
        Assert.Equal(["mine.txt"], Directory.GetFileSystemEntries(place.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_backup_is_never_written_into_a_data_folder_also_not_through_a_link()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right on Windows.");
        await using var server = await WithImagesAsync();
        using var place = new TempFolder();
        var link = Path.Combine(place.Path, "link");
        Directory.CreateSymbolicLink(link, Path.Combine(server.Folder, "blobs"));

        foreach (var target in new[] { server.Folder, Path.Combine(server.Folder, "copy"), Path.Combine(server.Folder, "blobs", "copy"), Path.Combine(link, "copy") })
        {
            var refused = await CommandRun.RunAsync("backup", target, "--DARKROOM_DATA", server.Folder);

            Assert.Equal(ExitCodes.Usage, refused.Exit);
            Assert.Contains("is the data folder", refused.Error, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(Path.Combine(server.Folder, "copy")));
        Assert.False(Directory.Exists(Path.Combine(server.Folder, "blobs", "copy")));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1_500_000, false)]
    public async Task A_backup_without_enough_space_says_so_and_leaves_nothing_behind(int free, bool intoNewFolder)
    {
        using var disk = SmallDisk.Mount(megabytes: 4);
        await using var server = await WithImagesAsync();
        var target = Path.Combine(disk.Folder, "copy");
        if (!intoNewFolder)
        {
            Directory.CreateDirectory(target);
        }

        // With some space the database fits, and an original does not.
        await StoreInputAsync(server, new byte[3_000_000]);
        var reserved = Path.Combine(disk.Folder, "reserved");
        await File.WriteAllBytesAsync(reserved, new byte[free], Cancel);
        disk.Fill();
        File.Delete(reserved);

        for (var time = 0; time < 2; time++)
        {
            var refused = await CommandRun.RunAsync("backup", target, "--DARKROOM_DATA", server.Folder);

            Assert.Equal(ExitCodes.Storage, refused.Exit);
            Assert.StartsWith($"No space is left for the backup in {target}.", refused.Error, StringComparison.Ordinal);
            Assert.Equal(!intoNewFolder, Directory.Exists(target));
        }

        Assert.Equal(intoNewFolder ? ["ballast"] : ["ballast", "copy"], Directory.GetFileSystemEntries(disk.Folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_folder_for_a_backup_that_cannot_be_created_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is a matter of Linux.");
        await using var server = await WithImagesAsync();

        var refused = await CommandRun.RunAsync("backup", "/proc/x", "--DARKROOM_DATA", server.Folder);

        Assert.Equal(ExitCodes.Storage, refused.Exit);
        Assert.Contains("The folder /proc/x cannot be created: the file system accepts nothing new there.", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE FROM events WHERE sequence = 3", "gaps in their numbers")]
    [InlineData("UPDATE generations SET last_sequence = last_sequence + 1", "a different last event")]
    [InlineData("DELETE FROM slots WHERE image_index = 1", "a different number of slots")]
    [InlineData("UPDATE slots SET status = 'waiting' WHERE image_index = 0", "a slot has not")]
    [InlineData("UPDATE slots SET image_id = NULL WHERE image_index = 0", "ready without an image")]
    [InlineData("DELETE FROM images WHERE image_index = 0", "not kept")]
    [InlineData("UPDATE events SET image_index = 0 WHERE type = 'image'", "announced two images")]
    [InlineData("UPDATE partial_images SET attempt = 9", "a try that did not happen")]
    [InlineData("UPDATE slots SET lease_owner = 'x' WHERE image_index = 0", "has a lease but does not run")]
    [InlineData("INSERT INTO generation_inputs SELECT id, 0, 'x' FROM generations", "different input images")]
    [InlineData("UPDATE images SET id = 'x' WHERE image_index = 0", "not announced")]
    [InlineData("UPDATE image_days SET bytes = bytes + 1", "totals of the days differ")]
    [InlineData("DELETE FROM image_days", "totals of the days differ")]
    [InlineData("UPDATE image_facets SET images = images + 1 WHERE facet = 'shape'", "totals of the filters differ")]
    public async Task Check_names_inconsistencies_of_the_database(string damage, string message)
    {
        string folder;
        await using (var server = await WithImagesAsync())
        {
            folder = server.Folder + "-damaged";
            await RunAsync(server.Folder, "backup", folder);
        }

        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "darkroom.db")};Pooling=false"))
        {
            connection.Open();
            await using var command = connection.CreateCommand();
            command.CommandText = $"PRAGMA foreign_keys = OFF; {damage}";
            await command.ExecuteNonQueryAsync(Cancel);
        }

        var (exit, text) = await RunAsync(folder, "check");
        Assert.Equal(1, exit);
        Assert.Contains(message, text, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Check_accepts_that_old_progress_was_deleted_and_the_stream_still_has_the_results()
    {
        await using var server = await WithImagesAsync();
        var newest = (await server.Services.GetRequiredService<IGenerationStore>().RecentAsync(1, Cancel))[0];

        Assert.NotEqual(0, await server.Services.GetRequiredService<IEventLog>().DeleteOldAsync(TimeProvider.System.GetUtcNow().AddHours(1), Cancel));

        Assert.Equal(0, (await RunAsync(server.Folder, "check")).Exit);
        var stream = await server.Client.GetStringAsync($"/api/generations/{newest.Id}/events", Cancel);
        Assert.DoesNotContain("event: progress", stream, StringComparison.Ordinal);
        Assert.Equal(newest.Slots.Length, stream.Split("event: image\n").Length - 1);
        Assert.Contains($"id: {newest.LastSequence}\nevent: complete", stream, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_names_a_missing_or_damaged_original_and_a_damaged_derivative()
    {
        await using var server = await WithImagesAsync();
        var originals = Directory.GetFiles(Path.Combine(server.Folder, "blobs"), "*", SearchOption.AllDirectories);
        File.Delete(originals[0]);
        await File.AppendAllTextAsync(originals[1], "x", Cancel);
        var size = Directory.GetFiles(Path.Combine(server.Folder, "previews"), "*-256.jpg", SearchOption.AllDirectories)[0];
        await File.WriteAllTextAsync(size, "not an image", Cancel);

        var (exit, text) = await RunAsync(server.Folder, "check");
        Assert.Equal(1, exit);
        Assert.Contains("is missing", text, StringComparison.Ordinal);
        Assert.Contains("is damaged; it hashes to", text, StringComparison.Ordinal);
        Assert.Contains("it is made again", text, StringComparison.Ordinal);
        Assert.Contains("3 problems.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_images_are_checked_and_copied_too()
    {
        await using var server = await WithImagesAsync();
        var hash = await StoreInputAsync(server, "an image"u8.ToArray());
        Assert.Equal(0, (await RunAsync(server.Folder, "check")).Exit);

        using var place = new TempFolder();
        var target = Path.Combine(place.Path, "copy");
        await RunAsync(server.Folder, "backup", target);
        var copied = Path.Combine(target, "blobs", hash[..2], hash);
        Assert.Equal("an image", await File.ReadAllTextAsync(copied, Cancel));

        await File.AppendAllTextAsync(copied, "x", Cancel);
        Assert.Contains("A file that a generation or a campaign uses: its original is damaged", (await RunAsync(target, "check")).Text, StringComparison.Ordinal);
        File.Delete(copied);
        Assert.Contains($"A file that a generation or a campaign uses: its original {hash} is missing", (await RunAsync(target, "check")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_reports_only_the_damage_of_a_damaged_database_file()
    {
        string folder;
        await using (var server = await WithImagesAsync())
        {
            folder = server.Folder + "-cut";
            await RunAsync(server.Folder, "backup", folder);
        }

        await using (var file = File.OpenWrite(Path.Combine(folder, "darkroom.db")))
        {
            file.SetLength(file.Length / 2);
        }

        var (exit, text) = await RunAsync(folder, "check");
        Assert.Equal(1, exit);
        Assert.Contains("The database", text, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Server_arguments_are_not_commands_and_unknown_commands_are_named()
    {
        Assert.Equal([], ServeCommand.ServerArguments([])!);
        Assert.Equal(["--urls", "http://127.0.0.1:1"], ServeCommand.ServerArguments(["--urls", "http://127.0.0.1:1"])!);
        Assert.Equal(["Jobs:MaxTries=2"], ServeCommand.ServerArguments(["Jobs:MaxTries=2"])!);
        Assert.Equal(["--urls", "http://127.0.0.1:1"], ServeCommand.ServerArguments(["serve", "--urls", "http://127.0.0.1:1"])!);
        Assert.Null(ServeCommand.ServerArguments(["chekc"]));
        var refused = await CommandRun.RunAsync("chekc");
        Assert.Equal(ExitCodes.Usage, refused.Exit);
        Assert.Contains("'chekc'", refused.Error, StringComparison.Ordinal);
        Assert.Contains("Try 'darkroom --help'.", refused.Error, StringComparison.Ordinal);
    }

    /// <summary>Stores an original that a generation uses.</summary>
    /// <returns>Its hash.</returns>
    private static async Task<string> StoreInputAsync(RunningServer server, byte[] original)
    {
        var hash = await server.Services.GetRequiredService<IBlobStore>().PutAsync(original, Cancel);
        var request = Samples.Request(provider: "absent") with { Images = [new InputImage(hash, "image/png", new PixelSize(1, 1), 9, null)] };
        await server.Services.GetRequiredService<IGenerationStore>().CreateAsync(Ids.New(TimeProvider.System), request, null, 100, Cancel);
        return hash;
    }

    private static async Task<RunningServer> WithImagesAsync()
    {
        var server = await RunningServer.StartAsync();
        using var response = await server.Client.PostJsonAsync("/api/generate-images?inline=none", new { prompt = "calm sea", n = 2, size = "128x128" });
        Assert.Equal("completed", (await response.ReadAllEventsAsync())[^1].Text("status"));
        return server;
    }

    private static async Task<(int Exit, string Text)> RunAsync(string folder, params string[] command)
    {
        var run = await CommandRun.RunAsync([.. command, "--DARKROOM_DATA", folder]);
        return (run.Exit, run.Output);
    }
}
