using System.Globalization;

namespace Darkroom.Bench.Soaking;

/// <summary>The resident memory of a process over time, in megabytes.</summary>
internal sealed class MemoryLog(int processId)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(0.5);
    private readonly List<(double Progress, double Megabytes)> _samples = [];

    public double Peak => _samples.Max(sample => sample.Megabytes);

    /// <summary>Takes samples until stopped.</summary>
    /// <param name="progress">Returns the progress of the run, 0 to 1.</param>
    public async Task RunAsync(Func<double> progress, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Every, TimeProvider.System);
        var reported = 0;
        try
        {
            do
            {
                var sample = (Progress: progress(), Megabytes: await ReadAsync(stop));
                _samples.Add(sample);
                if (sample.Progress * 10 >= reported + 1)
                {
                    reported = (int)(sample.Progress * 10);
                    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{reported * 10,3} %  {sample.Megabytes:N0} MB"));
                }
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Sampling is complete.
        }
    }

    /// <summary>Returns the median of a part of the run. Single samples vary with the garbage collector.</summary>
    public double Median(double from, double to)
    {
        var some = _samples.Where(sample => sample.Progress >= from && sample.Progress <= to).Select(sample => sample.Megabytes).Order().ToList();
        return some.Count == 0 ? double.NaN : some[some.Count / 2];
    }

    private async Task<double> ReadAsync(CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllLinesAsync($"/proc/{processId}/status", cancellationToken);
        var resident = lines.First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1];
        return double.Parse(resident, CultureInfo.InvariantCulture) / 1024;
    }
}
