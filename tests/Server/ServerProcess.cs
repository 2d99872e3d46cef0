using System.Diagnostics;

namespace Darkroom.Tests.Server;

/// <summary>The server in a child process, on a free port of 127.0.0.1, with a folder that is not deleted with it.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly ListeningProcess _process;

    private ServerProcess(ListeningProcess process) => _process = process;

    /// <summary>A client whose base address is set when the server listens.</summary>
    public HttpClient Client { get; } = new();

    public int Id => _process.Process.Id;

    /// <summary>Completes with the exit code when the process ends.</summary>
    public Task<int> Exited => _process.Exited;

    /// <summary>The output so far.</summary>
    public string Output => _process.Output;

    /// <summary>Starts the process without waiting.</summary>
    /// <param name="folder">The data folder and working directory.</param>
    /// <param name="settings">The environment variables.</param>
    public static ServerProcess Begin(string folder, params (string Key, string Value)[] settings) => new(ListeningProcess.Begin(
        ["dotnet", Path.Combine(AppContext.BaseDirectory, "Darkroom.Server.dll")],
        folder,
        [("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("DARKROOM_DATA", folder), .. settings]));

    /// <summary>Starts the process with a limit on open files, without waiting.</summary>
    public static ServerProcess BeginWithFewFiles(string folder, int files, params (string Key, string Value)[] settings) => new(ListeningProcess.Begin(
        ["sh", "-c", $"ulimit -n {files} && exec dotnet \"$0\"", Path.Combine(AppContext.BaseDirectory, "Darkroom.Server.dll")],
        folder,
        [("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("DARKROOM_DATA", folder), .. settings]));

    /// <summary>Starts the process and waits until it listens.</summary>
    public static async Task<ServerProcess> StartAsync(string folder, params (string Key, string Value)[] settings)
    {
        var server = Begin(folder, settings);
        try
        {
            await server.ListensAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes when the server listens.</summary>
    /// <exception cref="InvalidOperationException">The process ended before; the message contains its output.</exception>
    public async Task ListensAsync() => Client.BaseAddress ??= await _process.Address;

    /// <summary>Sends SIGKILL, which ends the process at once.</summary>
    public void Kill() => _process.Process.Kill();

    /// <summary>Sends SIGTERM, which asks the process to end.</summary>
    public async Task TerminateAsync()
    {
        // .NET has no method for it.
        using var kill = Process.Start("sh", ["-c", $"kill -TERM {Id}"]);
        await kill.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }
}
