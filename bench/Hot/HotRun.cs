using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Darkroom.Bench.Report;

namespace Darkroom.Bench.Hot;

/// <summary>Single pieces of code, measured by BenchmarkDotNet in this process, so that nothing has to be built or fetched.</summary>
internal static class HotRun
{
    private static readonly Type[] Pieces = [typeof(ProviderPieces), typeof(ImagingPieces), typeof(StoragePieces)];

    /// <param name="filter">Part of a piece's name; all pieces are measured, and written into the document, where there is none.</param>
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
        var table = string.Join('\n', summaries.Select(Write));
        Directory.Delete(folder, recursive: true);
        if (filter is null && summaries.Count > 0)
        {
            await Document.WriteAsync("hot", $"{Machine.InWords()}\n\n{table}", cancellationToken);
        }

        return summaries.Count > 0 && summaries.All(summary => summary.Reports.All(report => report.Success)) ? 0 : 1;
    }

    private static string Write(Summary summary)
    {
        var text = new StringLogger();
        MarkdownExporter.GitHub.ExportToLog(summary, text);

        // Above the table stands what the machine's line says already.
        var lines = text.ToString().Split('\n').Select(line => line.TrimEnd()).ToList();
        return string.Join('\n', lines.Where(line => line.StartsWith('|')));
    }

    private sealed class StringLogger : AccumulationLogger
    {
        public override string ToString() => GetLog();
    }
}
