using Darkroom.Server.CommandLine;
using Darkroom.Sqlite;

namespace Darkroom.Tests.Server.CommandLine;

/// <summary>Which server a command uses.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ConnectionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("darkroom-connection-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder, "data");

    private string AddressFile => Path.Combine(Data, "darkroom.address");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_server_that_holds_the_data_folder_is_used_while_it_runs_and_not_afterwards()
    {
        Directory.CreateDirectory(Data);
        await using (var server = await ServerProcess.StartAsync(Data, ("Providers__painter__Pace", "0"), ("Jobs__DrainSeconds", "0")))
        {
            await WaitForFileAsync();
            Assert.Equal(server.Client.BaseAddress, new Uri(await File.ReadAllTextAsync(AddressFile, Cancel)));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(AddressFile));
            await AssertGeneratesAsync();
            var images = await (await server.Client.GetAsync("/api/images", Cancel)).ReadJsonAsync();
            Assert.Equal(1, images.GetProperty("images").GetArrayLength());

            await server.TerminateAsync();
            await server.Exited.WaitAsync(Cancel);
            Assert.False(File.Exists(AddressFile));
        }

        await AssertGeneratesAsync();
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task The_address_of_a_server_that_was_killed_does_not_count()
    {
        // Another server listens there by now: it must not get the request.
        await using var other = await RunningServer.StartAsync();
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(AddressFile, other.Address.ToString(), Cancel);
        await File.WriteAllTextAsync(Path.Combine(Data, "darkroom.lock"), "", Cancel);

        await AssertGeneratesAsync();

        Assert.Equal(1, await CountAsync());
        var images = await (await other.Client.GetAsync("/api/images", Cancel)).ReadJsonAsync();
        Assert.Equal(0, images.GetProperty("images").GetArrayLength());
    }

    [Fact]
    public async Task A_data_folder_that_another_process_holds_is_named()
    {
        using var held = DataFolder.Open(Data);

        var busy = await GenerateAsync();
        await File.WriteAllTextAsync(AddressFile, "http://127.0.0.1:1/", Cancel);
        var silent = await GenerateAsync();

        Assert.Equal((ExitCodes.Storage, ExitCodes.Unavailable), (busy.Exit, silent.Exit));
        Assert.Contains("Another command of Darkroom is using the data folder", busy.Error, StringComparison.Ordinal);
        Assert.Contains("does not respond at http://127.0.0.1:1/", silent.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not an address")]
    [InlineData("file:///etc/passwd")]
    public async Task A_damaged_address_file_is_ignored(string content)
    {
        using var held = DataFolder.Open(Data);
        await File.WriteAllTextAsync(AddressFile, content, Cancel);

        Assert.Null(DataFolder.ReadAddress(Data));
    }

    private Task<CommandRun> GenerateAsync() => CommandRun.RunAsync(
        "generate", "a fox", "--size", "64x64", "-o", Path.Combine(_folder, "out"), "--DARKROOM_DATA", Data, "--Providers:painter:Pace=0", "--Jobs:DrainSeconds=0");

    private async Task AssertGeneratesAsync()
    {
        var run = await GenerateAsync();
        Assert.True(run.Exit == ExitCodes.Ok, run.Error);
    }

    private async Task<long> CountAsync()
    {
        using var storage = SqliteStorage.Open(Data, TimeProvider.System);
        return (await storage.Gallery.CountAsync(Cancel)).Images;
    }

    /// <summary>Waits for the file, which is written just after the server has reported its address.</summary>
    private async Task WaitForFileAsync()
    {
        using var watcher = new FileSystemWatcher(Data, "darkroom.address");
        var written = new TaskCompletionSource();
        watcher.Created += (_, _) => written.TrySetResult();
        watcher.Renamed += (_, _) => written.TrySetResult();
        watcher.EnableRaisingEvents = true;
        if (!File.Exists(AddressFile))
        {
            await written.Task.WaitAsync(Cancel);
        }
    }
}
