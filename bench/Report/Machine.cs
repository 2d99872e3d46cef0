using System.Globalization;
using System.Runtime.InteropServices;
using Darkroom.Bench.Load;
using Darkroom.Imaging;

namespace Darkroom.Bench.Report;

/// <summary>Where and when figures were measured, in one line.</summary>
internal static class Machine
{
    /// <summary>Without the relay.</summary>
    public static string InWords() => Words("");

    /// <param name="relayMissing">Why there is no relay, or null where there is one.</param>
    public static string InWords(string? relayMissing) => Words(relayMissing is null
        ? $", Node.js {RelayContender.NodeVersion()}, openai {RelayContender.PackageVersion()}"
        : $", no relay: {relayMissing}");

    private static string Words(string relay)
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
