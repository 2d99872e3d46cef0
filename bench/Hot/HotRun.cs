using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Darkroom.Bench.Report;

namespace Darkroom.Bench.Hot;

/// <summary>Runs micro-benchmarks by BenchmarkDotNet in this process, so that nothing has to be built or downloaded.</summary>
internal static class HotRun
{
    private static readonly Unit Micro = new(" µs", "N0");
    private static readonly Unit Kilo = new(" kB", "N1");
    private static readonly Type[] Pieces = [typeof(ProviderPieces), typeof(ImagingPieces), typeof(StoragePieces)];

    /// <param name="filter">A part of a benchmark's name. Null to run all benchmarks and write them to the document.</param>
    public static async Task<int> RunAsync(string? filter, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-bench-").FullName;
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithIterationCount(7))
            .AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Statistics, DefaultColumnProviders.Metrics)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddLogger(ConsoleLogger.Default)
            .WithArtifactsPath(folder)
            .WithOptions(ConfigOptions.JoinSummary);
        var summaries = BenchmarkSwitcher.FromTypes(Pieces).Run(["--filter", $"*{filter}*"], config).ToList();
        Directory.Delete(folder, recursive: true);
        var reports = summaries.SelectMany(summary => summary.Reports).ToList();
        var table = $"| piece | mean | ± | allocated |\n|---|---:|---:|---:|\n{string.Join('\n', reports.Select(Write))}";
        Console.WriteLine(table);
        if (filter is null)
        {
            await Document.WriteAsync("hot", $"{Machine.Describe()}\n\n{table}", cancellationToken);
        }

        return reports.Count > 0 && reports.TrueForAll(report => report.Success && report.ResultStatistics is not null) ? 0 : 1;
    }

    private static string Write(BenchmarkReport report)
    {
        var (mean, error) = (report.ResultStatistics?.Mean ?? double.NaN, report.ResultStatistics?.StandardDeviation ?? double.NaN);
        var allocated = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? double.NaN;
        var name = report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'');
        return $"| {name} | {Micro.Write(mean / 1e3)} | {Micro.Write(error / 1e3)} | {Kilo.Write(allocated / 1e3)} |";
    }
}
