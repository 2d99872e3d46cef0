using System.Diagnostics;
using System.Text;

namespace Darkroom.Tests.Server;

/// <summary>A program in a child process that prints the address it listens on.</summary>
public sealed class ListeningProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _outputs;

    private ListeningProcess(Process process)
    {
        Process = process;

        // Reads all output: a full pipe would stop the program.
        _outputs = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        Exited = ExitAsync();
    }

    public Process Process { get; }

    /// <summary>The address that it listens on. Fails with its output if it ends before.</summary>
    public Task<Uri> Address => _address.Task;

    /// <summary>Completes with the exit code when the process ends.</summary>
    public Task<int> Exited { get; }

    /// <summary>The output so far.</summary>
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

    /// <summary>Starts a program without waiting.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="folder">The working directory.</param>
    /// <param name="settings">The environment variables.</param>
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
