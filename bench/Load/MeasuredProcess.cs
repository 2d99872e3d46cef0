using System.Globalization;
using Darkroom.Tests.Server;

namespace Darkroom.Bench.Load;

/// <summary>A server in a process of its own, and what the kernel counts of it.</summary>
internal sealed class MeasuredProcess : IAsyncDisposable
{
    private readonly ListeningProcess _process;

    private MeasuredProcess(ListeningProcess process) => _process = process;

    /// <summary>Where it listens; known once it does.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>User and kernel time of all its threads since its start.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Process.Refresh();
            return _process.Process.TotalProcessorTime;
        }
    }

    /// <summary>Resident now, in megabytes of 10⁶ bytes.</summary>
    public double Memory => Status("VmRSS:");

    /// <summary>The most that was resident since the start or <see cref="ForgetPeak"/>, in megabytes of 10⁶ bytes.</summary>
    public double PeakMemory => Status("VmHWM:");

    /// <summary>Starts a program and does not wait for anything.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="folder">Where it is started.</param>
    public static MeasuredProcess Begin(IEnumerable<string> command, string folder, IEnumerable<(string Key, string Value)> settings) =>
        new(ListeningProcess.Begin(command, folder, settings));

    /// <summary>Ends once it listens.</summary>
    /// <exception cref="InvalidOperationException">It ended before; the message has what it wrote.</exception>
    public async Task ListensAsync()
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

    /// <summary>From here on <see cref="PeakMemory"/> counts anew.</summary>
    public void ForgetPeak() => File.WriteAllText($"/proc/{_process.Process.Id}/clear_refs", "5");

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private double Status(string name)
    {
        var line = File.ReadLines($"/proc/{_process.Process.Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        var kibibytes = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1];
        return double.Parse(kibibytes, CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
