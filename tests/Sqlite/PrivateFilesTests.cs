using Darkroom.Sqlite;

namespace Darkroom.Tests.Sqlite;

/// <summary>Only the operator can read prompts, images and the keys of review links: mode 700 and 600.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class PrivateFilesTests : IDisposable
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode ReadByAll = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode OpenToAll = ReadByAll | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly string _root = Directory.CreateTempSubdirectory("darkroom-test-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_root, "data");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Only_the_user_can_read_a_new_data_folder_and_its_backup()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes are a matter of Unix.");
        using (var storage = await FillAsync())
        {
            AssertPrivate(Data);
            Assert.True(File.Exists(Path.Combine(Data, "darkroom.db-wal")));
        }

        DataBackup.Run(Data, Path.Combine(_root, "backup"));
        AssertPrivate(Path.Combine(_root, "backup"));
    }

    [Fact]
    public async Task A_backup_of_a_data_folder_that_others_can_read_is_private()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes are a matter of Unix.");
        (await FillAsync()).Dispose();
        Open(Data);
        DataBackup.Run(Data, Path.Combine(_root, "backup"));
        AssertPrivate(Path.Combine(_root, "backup"));
    }

    [Fact]
    public async Task The_next_start_makes_an_existing_data_folder_private()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes are a matter of Unix.");
        (await FillAsync()).Dispose();
        Open(Data);
        using var storage = SqliteStorage.Open(Data, TimeProvider.System);
        Assert.Empty(storage.Warnings);
        Assert.Equal(FolderMode, Mode(Data));
        Assert.All(Directory.EnumerateFiles(Data), file => Assert.Equal(FileMode, Mode(file)));
        Assert.All(Directory.EnumerateDirectories(Data), folder => Assert.Equal(FolderMode, Mode(folder)));
    }

    [Fact]
    public async Task A_folder_with_files_of_other_programs_keeps_its_mode_and_theirs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes are a matter of Unix.");
        (await FillAsync()).Dispose();
        var other = Path.Combine(Data, "notes.txt");
        await File.WriteAllTextAsync(other, "of another program", Token);
        Open(Data);
        using var storage = SqliteStorage.Open(Data, TimeProvider.System);
        Assert.Equal((FolderMode | OpenToAll, FileMode | ReadByAll), (Mode(Data), Mode(other)));
        Assert.All(Directory.EnumerateFiles(Data).Where(file => file != other), file => Assert.Equal(FileMode, Mode(file)));
        Assert.All(Directory.EnumerateDirectories(Data), folder => Assert.Equal(FolderMode, Mode(folder)));
    }

    private async Task<SqliteStorage> FillAsync()
    {
        var storage = SqliteStorage.Open(Data, TimeProvider.System);
        await storage.Generations.CreateAsync(Ids.New(TimeProvider.System), Samples.Request(), idempotency: null, 100, Token);
        await storage.Blobs.PutAsync("original"u8.ToArray(), Token);
        await storage.Previews.PutAsync(Samples.Preview(0).PreviewKey, "preview"u8.ToArray(), Token);
        return storage;
    }

    /// <summary>The modes that an earlier version left.</summary>
    private static void Open(string folder)
    {
        foreach (var path in Everything(folder))
        {
            File.SetUnixFileMode(path, Directory.Exists(path) ? FolderMode | OpenToAll : FileMode | ReadByAll);
        }
    }

    private static void AssertPrivate(string folder) =>
        Assert.All(Everything(folder), path => Assert.Equal(Directory.Exists(path) ? FolderMode : FileMode, Mode(path)));

    private static UnixFileMode Mode(string path) => File.GetUnixFileMode(path);

    private static IEnumerable<string> Everything(string folder) =>
        Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Prepend(folder);
}
