using System.Diagnostics;
using System.Text;

namespace Darkroom.Tests.Server;

/// <summary>A program in a process of its own that says where it listens.</summary>
public sealed class ListeningProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _outputs;

    private ListeningProcess(Process process)
    {
        Process = process;

        // Everything is read, always: a full pipe would stop the program.
        _outputs = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        Exited = ExitAsync();
    }

    public Process Process { get; }

    /// <summary>Where it listens. Fails where it ends before that, with what it wrote.</summary>
    public Task<Uri> Address => _address.Task;

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

    /// <summary>Starts a program and does not wait for anything.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="folder">Where it is started.</param>
    /// <param name="settings">Environment variables.</param>
    public static ListeningProcess Begin(IEnumerable<string> command, string folder, IEnumerable<(string Key, string Value)> settings)
    {
        var start = new ProcessStartInfo(command.First(), command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var (key, value) in settings)
        {
            start.Environment[key] = value;
        }

        return new ListeningProcess(Process.Start(start)!);
    }

    public async ValueTask DisposeAsync()
    {
        Process.Kill();
        await Exited;
        Process.Dispose();
    }

    private async Task<int> ExitAsync()
    {
        await Process.WaitForExitAsync(CancellationToken.None);
        await _outputs;
        _address.TrySetException(new InvalidOperationException($"The process ended before it listened: {Output}"));
        _ = _address.Task.Exception;
        return Process.ExitCode;
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
