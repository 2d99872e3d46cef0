using System.Globalization;

namespace Darkroom.Tests.Imaging;

/// <summary>The memory of a process as the kernel counts it, native memory included.</summary>
internal static class ProcessMemory
{
    internal static long Resident() => Read("VmRSS:", Environment.ProcessId);

    internal static long Peak() => Peak(Environment.ProcessId);

    internal static long Peak(int process) => Read("VmHWM:", process);

    private static long Read(string field, int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1], CultureInfo.InvariantCulture);
    }
}
