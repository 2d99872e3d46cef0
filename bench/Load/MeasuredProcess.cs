using System.Globalization;
using Darkroom.Tests.Server;

namespace Darkroom.Bench.Load;

/// <summary>A server process and its resource usage as the kernel counts it.</summary>
internal sealed class MeasuredProcess : IAsyncDisposable
{
    private readonly ListeningProcess _process;

    private MeasuredProcess(ListeningProcess process) => _process = process;

    /// <summary>The address; set once the server listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The user and kernel time of all threads since the start.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Process.Refresh();
            return _process.Process.TotalProcessorTime;
        }
    }

    /// <summary>The resident memory, in megabytes of 10⁶ bytes.</summary>
    public double Memory => Status("VmRSS:");

    /// <summary>The resident memory that no file backs, in megabytes of 10⁶ bytes.</summary>
    public double PrivateMemory => Status("RssAnon:");

    /// <summary>The peak resident memory since the start or <see cref="ResetPeak"/>, in megabytes of 10⁶ bytes.</summary>
    public double PeakMemory => Status("VmHWM:");

    /// <summary>Starts a program without waiting until it listens.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="folder">The working folder.</param>
    public static MeasuredProcess Start(IEnumerable<string> command, string folder, IEnumerable<(string Key, string Value)> settings) =>
        new(ListeningProcess.Begin(command, folder, settings));

    /// <summary>Waits until the server listens.</summary>
    /// <exception cref="InvalidOperationException">The process ended before; the message contains its output.</exception>
    public async Task WaitUntilListeningAsync()
    {
        try
        {
            Address = await _process.Address;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Resets <see cref="PeakMemory"/>.</summary>
    public void ResetPeak() => File.WriteAllText($"/proc/{_process.Process.Id}/clear_refs", "5");

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private double Status(string name)
    {
        var line = File.ReadLines($"/proc/{_process.Process.Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        var kibibytes = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1];
        return double.Parse(kibibytes, CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
