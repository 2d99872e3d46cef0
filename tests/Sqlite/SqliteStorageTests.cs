using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Sqlite;
using Darkroom.Storage;
using Microsoft.Data.Sqlite;

namespace Darkroom.Tests.Sqlite;

public sealed class SqliteStorageTests : IDisposable
{
    private readonly TempStorage _temp = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string DatabaseFile => Path.Combine(_temp.Folder, "darkroom.db");

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_folder_that_is_opened_again_has_all_its_data()
    {
        var id = Ids.New(_temp.Time);
        await _temp.Storage.Generations.CreateAsync(id, Samples.Request(n: 2), new IdempotencyKey("key", "body"), 100, Token);
        var lease = (await _temp.Storage.Queue.ClaimAsync("runner", [Samples.Provider], TimeSpan.FromSeconds(30), Token))!;
        await _temp.Storage.Queue.AddPartialImageAsync(lease, Samples.Preview(0), Token);
        await _temp.Storage.Queue.CompleteAsync(lease, Samples.Image(), Token);
        var hash = await _temp.Storage.Blobs.PutAsync("original"u8.ToArray(), Token);
        await _temp.Storage.Previews.PutAsync(Samples.Preview(0).PreviewKey, "preview"u8.ToArray(), Token);
        var before = (await _temp.Storage.Generations.FindAsync(id, Token))!;
        var log = await _temp.Storage.Events.ReadAsync(id, 0, 100, Token);

        _temp.Close();

        var after = (await _temp.Storage.Generations.FindAsync(id, Token))!;
        Assert.Equivalent(before, after, strict: true);
        Assert.Equal(log, await _temp.Storage.Events.ReadAsync(id, 0, 100, Token));
        Assert.Equal(Samples.Preview(0), (await _temp.Storage.Generations.NewestPartialsAsync(id, Token))[0]);
        Assert.NotNull(await _temp.Storage.Gallery.FindAsync(Samples.Image().Id, Token));
        Assert.Single((await _temp.Storage.Gallery.PageAsync(new GalleryQuery { View = GalleryViewParser.Parse("fox").View }, Token)).Images);
        await using var original = await _temp.Storage.Blobs.OpenAsync(hash, Token);
        await using var preview = await _temp.Storage.Previews.OpenAsync(Samples.Preview(0).PreviewKey, Token);
        Assert.NotNull(original);
        Assert.NotNull(preview);
        Assert.False(Assert.IsType<StartOutcome.Accepted>(
            await _temp.Storage.Generations.CreateAsync(Ids.New(_temp.Time), Samples.Request(), new IdempotencyKey("key", "body"), 100, Token)).IsNew);
        Assert.Equal(1, (await _temp.Storage.Queue.ClaimAsync("next", [Samples.Provider], TimeSpan.FromSeconds(30), Token))!.ImageIndex);
    }

    [Fact]
    public async Task Requests_of_versions_without_input_images_are_read()
    {
        var id = Ids.New(_temp.Time);
        await _temp.Storage.Generations.CreateAsync(id, Samples.Request(), new IdempotencyKey("key", "body"), 100, Token);
        _temp.Close();
        using (var connection = new SqliteConnection($"Data Source={DatabaseFile};Pooling=false"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT request FROM generations";
            var stored = (string)(await command.ExecuteScalarAsync(Token))!;
            Assert.DoesNotContain("\"images\"", stored, StringComparison.Ordinal);
            Assert.DoesNotContain("\"mask\"", stored, StringComparison.Ordinal);
        }

        var read = (await _temp.Storage.Generations.FindAsync(id, Token))!.Request;
        Assert.Equal(Samples.Request(), read);
        Assert.Equal((null, null, 0, null), (read.Images, read.Mask, read.Inputs.Length, read.ParentId));
    }

    [Fact]
    public async Task A_closed_folder_holds_its_data_in_one_database_file()
    {
        await _temp.Storage.Generations.CreateAsync(Ids.New(_temp.Time), Samples.Request(), null, 100, Token);
        await _temp.Storage.Generations.RecentAsync(1, Token);

        _temp.Close();

        Assert.Equal(["darkroom.db", "darkroom.lock"], Directory.GetFiles(_temp.Folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Opening_a_folder_deletes_unfinished_files()
    {
        var hash = await _temp.Storage.Blobs.PutAsync("original"u8.ToArray(), Token);
        await _temp.Storage.Previews.PutAsync(Samples.Preview(0).PreviewKey, "preview"u8.ToArray(), Token);
        _temp.Close();
        string[] left = [Path.Combine(_temp.Folder, "blobs/unfinished/1.tmp"), Path.Combine(_temp.Folder, "previews/unfinished/2.tmp")];
        Assert.All(left, file => File.WriteAllText(file, "half"));

        await using var original = await _temp.Storage.Blobs.OpenAsync(hash, Token);
        Assert.NotNull(original);
        Assert.DoesNotContain(left, File.Exists);
    }

    [Fact]
    public void A_folder_that_is_open_is_refused_to_another_and_the_message_says_what_to_do()
    {
        var refused = Assert.Throws<IOException>(() => SqliteStorage.Open(_temp.Folder, _temp.Time));

        Assert.Contains(_temp.Folder, refused.Message, StringComparison.Ordinal);
        Assert.Contains("another Darkroom is using it", refused.Message, StringComparison.Ordinal);
        Assert.Contains("DARKROOM_DATA", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        _temp.Close();
        Execute("PRAGMA user_version = 999");

        var refused = Assert.Throws<InvalidDataException>(() => SqliteStorage.Open(_temp.Folder, _temp.Time));

        Assert.Contains("newer Darkroom", refused.Message, StringComparison.Ordinal);
        Assert.Contains("999", refused.Message, StringComparison.Ordinal);
        Assert.Equal(999L, Execute("PRAGMA user_version"));
    }

    [Fact]
    public void A_refused_database_releases_the_folder()
    {
        _temp.Close();
        var version = Execute("PRAGMA user_version");
        Execute("PRAGMA user_version = 999");
        Assert.Throws<InvalidDataException>(() => SqliteStorage.Open(_temp.Folder, _temp.Time));

        Execute($"PRAGMA user_version = {version}");

        Assert.NotNull(_temp.Storage);
    }

    [Fact]
    public void A_damaged_database_is_refused_and_the_message_says_what_to_do()
    {
        _temp.Close();
        File.WriteAllText(DatabaseFile, new string('x', 5000));

        var refused = Assert.Throws<IOException>(() => SqliteStorage.Open(_temp.Folder, _temp.Time));

        Assert.Contains(DatabaseFile, refused.Message, StringComparison.Ordinal);
        Assert.Contains("backup", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_is_a_file_is_refused_and_the_message_says_what_to_do()
    {
        var refused = Assert.Throws<IOException>(() => SqliteStorage.Open(Path.Combine(_temp.Folder, "darkroom.lock"), _temp.Time));

        Assert.Contains("DARKROOM_DATA", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_after_closing_throws()
    {
        var generations = _temp.Storage.Generations;
        _temp.Close();

        var closed = await Assert.ThrowsAsync<ObjectDisposedException>(
            () => generations.CreateAsync(Ids.New(_temp.Time), Samples.Request(), null, 100, Token));

        Assert.Contains("closed", closed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_a_folder_expires_the_leases_of_the_process_that_held_it()
    {
        var id = Ids.New(_temp.Time);
        await _temp.Storage.Generations.CreateAsync(id, Samples.Request(), null, 100, Token);
        await _temp.Storage.Queue.ClaimAsync("gone", [Samples.Provider], TimeSpan.FromHours(1), Token);
        Assert.Equal(0, await _temp.Storage.Queue.RecoverAsync([], 3, (_, _) => true, Token));

        _temp.Close();

        Assert.Equal(1, await _temp.Storage.Queue.RecoverAsync([], 3, (_, _) => true, Token));
        Assert.Equal(SlotStatus.Waiting, (await _temp.Storage.Generations.FindAsync(id, Token))!.Slots[0].Status);
    }

    [Fact]
    public async Task Rate_limits_and_open_circuits_hold_after_the_folder_was_opened_again()
    {
        await _temp.Storage.Generations.CreateAsync(Ids.New(_temp.Time), Samples.Request(n: 8), null, 100, Token);
        await _temp.Storage.Generations.CreateAsync(Ids.New(_temp.Time), Samples.Request(n: 2, "limited"), null, 100, Token);
        QueueLimits[] limits = [new(Samples.Provider, 100, null), new("limited", 100, 1)];
        Assert.NotNull((await _temp.Storage.Queue.ClaimAsync("runner", [limits[1]], TimeSpan.FromHours(1), Token)).Lease);
        for (var i = 0; i < 5; i++)
        {
            var lease = (await _temp.Storage.Queue.ClaimAsync("runner", [limits[0]], TimeSpan.FromHours(1), Token)).Lease!;
            await _temp.Storage.Queue.FailAsync(lease, Samples.Busy, providerCalled: true, Token);
        }

        _temp.Close();

        var outcome = await _temp.Storage.Queue.ClaimAsync("next", limits, TimeSpan.FromHours(1), Token);
        Assert.Null(outcome.Lease);
        Assert.Equal(
            [(Samples.Provider, PauseReason.Circuit), ("limited", PauseReason.Rate)], outcome.Paused.Select(paused => (paused.Id, paused.Reason)));
    }

    [Fact]
    public async Task A_missing_database_is_reported_as_such_by_reads_and_writes()
    {
        var generations = _temp.Storage.Generations;
        File.Move(DatabaseFile, DatabaseFile + ".moved");
        try
        {
            var read = await Assert.ThrowsAsync<StorageException>(() => generations.RecentAsync(1, Token));
            var write = await Assert.ThrowsAsync<StorageException>(() => generations.CancelAsync(Ids.New(_temp.Time), null, Token));
            Assert.Equal((StorageFailure.Missing, StorageFailure.Missing), (read.Kind, write.Kind));
            Assert.DoesNotContain(_temp.Folder, read.Message, StringComparison.Ordinal);
            Assert.Contains(_temp.Folder, read.InnerException!.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Move(DatabaseFile + ".moved", DatabaseFile);
        }
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_reported_as_unavailable()
    {
        var (blobs, previews) = (_temp.Storage.Blobs, _temp.Storage.Previews);
        foreach (var folder in new[] { "blobs", "previews" }.Select(name => Path.Combine(_temp.Folder, name)))
        {
            Directory.Delete(folder, recursive: true);
            await File.WriteAllTextAsync(folder, "not a folder", Token);
        }

        var original = await Assert.ThrowsAsync<StorageException>(() => blobs.PutAsync("original"u8.ToArray(), Token));
        var preview = await Assert.ThrowsAsync<StorageException>(() => previews.PutAsync(Samples.Preview(0).PreviewKey, "preview"u8.ToArray(), Token));
        Assert.Equal((StorageFailure.Unavailable, StorageFailure.Unavailable), (original.Kind, preview.Kind));
    }

    private object? Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={DatabaseFile};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The test's own words.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
