using System.Diagnostics;
using System.Text;

namespace Darkroom.Tests.Server;

/// <summary>The real server in a process of its own, on a free port of 127.0.0.1, over a folder that outlives it.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _outputs;

    private ServerProcess(Process process)
    {
        _process = process;
        Client = new HttpClient();

        // Everything is read, always: a full pipe would stop the server.
        _outputs = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        Exited = ExitAsync();
    }

    /// <summary>Its base address is set once the server listens.</summary>
    public HttpClient Client { get; }

    public int Id => _process.Id;

    /// <summary>Ends with the process; gives its exit code.</summary>
    public Task<int> Exited { get; }

    /// <summary>What it wrote so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts the process and does not wait for anything.</summary>
    /// <param name="folder">Where it keeps its data and is started in.</param>
    /// <param name="settings">Environment variables.</param>
    public static ServerProcess Begin(string folder, params (string Key, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Darkroom.Server.dll")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["DARKROOM_DATA"] = folder;
        foreach (var (key, value) in settings)
        {
            start.Environment[key] = value;
        }

        return new ServerProcess(Process.Start(start)!);
    }

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
    public async Task ListensAsync() => Client.BaseAddress ??= await _address.Task;

    /// <summary>SIGKILL: nothing in the process gets to run any more.</summary>
    public void Kill() => _process.Kill();

    /// <summary>SIGTERM: the process is asked to end.</summary>
    public async Task TerminateAsync()
    {
        // .NET has no call for it; every shell has.
        using var kill = Process.Start("sh", ["-c", $"kill -TERM {_process.Id}"]);
        await kill.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.Kill();
        await Exited;
        _process.Dispose();
    }

    private async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        await _outputs;
        _address.TrySetException(new InvalidOperationException($"The server ended before it listened: {Output}"));
        _ = _address.Task.Exception;
        return _process.ExitCode;
    }

    private async Task ReadAsync(StreamReader output)
    {
        while (await output.ReadLineAsync(CancellationToken.None) is { } line)
        {
            lock (_output)
            {
                _output.AppendLine(line);
            }

            if (line.IndexOf(Listening, StringComparison.Ordinal) is var at and >= 0)
            {
                _address.TrySetResult(new Uri(line[(at + Listening.Length)..]));
            }
        }
    }
}
