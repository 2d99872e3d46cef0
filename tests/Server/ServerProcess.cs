using System.Diagnostics;

namespace Darkroom.Tests.Server;

/// <summary>The real server in a process of its own, on a free port of 127.0.0.1, over a folder that outlives it.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly ListeningProcess _process;

    private ServerProcess(ListeningProcess process) => _process = process;

    /// <summary>Its base address is set once the server listens.</summary>
    public HttpClient Client { get; } = new();

    public int Id => _process.Process.Id;

    /// <summary>Ends with the process; gives its exit code.</summary>
    public Task<int> Exited => _process.Exited;

    /// <summary>What it wrote so far.</summary>
    public string Output => _process.Output;

    /// <summary>Starts the process and does not wait for anything.</summary>
    /// <param name="folder">Where it keeps its data and is started in.</param>
    /// <param name="settings">Environment variables.</param>
    public static ServerProcess Begin(string folder, params (string Key, string Value)[] settings) => new(ListeningProcess.Begin(
        ["dotnet", Path.Combine(AppContext.BaseDirectory, "Darkroom.Server.dll")],
        folder,
        [("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("DARKROOM_DATA", folder), .. settings]));

    /// <summary>Starts the process with a limit on the files and connections that it may open, and does not wait for anything.</summary>
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

    /// <summary>Ends once the server listens.</summary>
    /// <exception cref="InvalidOperationException">It ended before; the message has what it wrote.</exception>
    public async Task ListensAsync() => Client.BaseAddress ??= await _process.Address;

    /// <summary>SIGKILL: nothing in the process gets to run any more.</summary>
    public void Kill() => _process.Process.Kill();

    /// <summary>SIGTERM: the process is asked to end.</summary>
    public async Task TerminateAsync()
    {
        // .NET has no call for it; every shell has.
        using var kill = Process.Start("sh", ["-c", $"kill -TERM {Id}"]);
        await kill.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }
}
