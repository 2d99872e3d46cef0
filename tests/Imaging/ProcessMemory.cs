using System.Globalization;

namespace Darkroom.Tests.Imaging;

/// <summary>The memory of this process as the kernel counts it, native memory included.</summary>
internal static class ProcessMemory
{
    internal static long Resident() => Read("VmRSS:");

    internal static long Peak() => Read("VmHWM:");

    private static long Read(string field)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1], CultureInfo.InvariantCulture);
    }
}
