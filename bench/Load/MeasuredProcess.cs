using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Darkroom.Bench.Load;

/// <summary>A server in a process of its own, and what the kernel counts of it.</summary>
internal sealed class MeasuredProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _outputs;

    private MeasuredProcess(Process process)
    {
        _process = process;

        // Everything is read, always: a full pipe would stop the server.
        _outputs = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        _ = WatchAsync();
    }

    /// <summary>Where it listens; known once it does.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>User and kernel time of all its threads since its start.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident now, in megabytes of 10⁶ bytes.</summary>
    public double Memory => Status("VmRSS:");

    /// <summary>The most that was resident since the start or <see cref="ForgetPeak"/>, in megabytes of 10⁶ bytes.</summary>
    public double PeakMemory => Status("VmHWM:");

    /// <summary>Starts a program and does not wait for anything.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="folder">Where it is started.</param>
    public static MeasuredProcess Begin(IEnumerable<string> command, string folder, IEnumerable<(string Key, string Value)> settings)
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

        return new MeasuredProcess(Process.Start(start)!);
    }

    /// <summary>Ends once it listens.</summary>
    /// <exception cref="InvalidOperationException">It ended before; the message has what it wrote.</exception>
    public async Task ListensAsync()
    {
        try
        {
            Address = await _address.Task;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>From here on <see cref="PeakMemory"/> counts anew.</summary>
    public void ForgetPeak() => File.WriteAllText($"/proc/{_process.Id}/clear_refs", "5");

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _outputs;
        _process.Dispose();
    }

    private double Status(string name)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        var kibibytes = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1];
        return double.Parse(kibibytes, CultureInfo.InvariantCulture) * 1024 / 1e6;
    }

    private async Task WatchAsync()
    {
        await _outputs;
        _address.TrySetException(new InvalidOperationException($"The process ended before it listened: {_output}"));
        _ = _address.Task.Exception;
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
