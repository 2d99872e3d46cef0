namespace Darkroom.Server.Configuration;

/// <summary>Runs every sweep a minute after the start and every hour. After an error, the next run tries again.</summary>
internal sealed partial class SweepHost(IEnumerable<Sweep> sweeps, TimeProvider time, ILogger<SweepHost> log) : BackgroundService
{
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(First, time, stoppingToken);
            using var timer = new PeriodicTimer(Interval, time);
            do
            {
                foreach (var sweep in sweeps)
                {
                    await RunAsync(sweep, stoppingToken);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping, or could not start.
        }
    }

    private async Task RunAsync(Sweep sweep, CancellationToken stoppingToken)
    {
        try
        {
            await sweep.RunAsync(stoppingToken);
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            LogFault(fault, sweep.What);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not delete {What}")]
    private partial void LogFault(Exception fault, string what);
}

/// <summary>Deletes what is no longer needed.</summary>
/// <param name="What">What it deletes, for the log.</param>
internal sealed record Sweep(string What, Func<CancellationToken, Task> RunAsync);
