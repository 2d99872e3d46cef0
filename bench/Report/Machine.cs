using System.Globalization;
using System.Runtime.InteropServices;
using Darkroom.Bench.Load;
using Darkroom.Imaging;

namespace Darkroom.Bench.Report;

/// <summary>Describes the machine and the date of a measurement.</summary>
internal static class Machine
{
    /// <summary>Describes the machine, without the relay.</summary>
    public static string Describe() => Format("");

    /// <summary>Describes the machine and the relay.</summary>
    /// <param name="relayMissing">Why the relay cannot run; null if it can.</param>
    public static string Describe(string? relayMissing) => Format(relayMissing is null
        ? $", Node.js {RelayContender.NodeVersion()}, openai {RelayContender.PackageVersion()}"
        : $", no relay: {relayMissing}");

    private static string Format(string relay)
    {
        var processor = ReadValue("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString();
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9;
        var system = ReadValue("/etc/os-release", "PRETTY_NAME", '=')?.Trim('"') ?? RuntimeInformation.OSDescription;
        var vips = Vips.Start() is VipsStatus.Ready(var version) ? $"libvips {version}" : "no libvips";
        var load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {TimeProvider.System.GetUtcNow():yyyy-MM-dd}: {Environment.ProcessorCount} × {processor}, {memory:N0} GB, {system},
            .NET {Environment.Version}, {vips}{relay}. Load of the machine before the run: {load}.
            """);
    }

    private static string? ReadValue(string file, string name, char separator = ':') => File.Exists(file)
        ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(separator, 2)[^1].Trim()
        : null;
}
