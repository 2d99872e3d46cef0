using Darkroom.Campaigns;
using Darkroom.Gallery;

namespace Darkroom.Server.Configuration;

/// <summary>
/// Deletes unreferenced originals, unused layout warnings and old events a minute after the start and every hour. After an error, the next run
/// tries again.
/// </summary>
internal sealed partial class SweepHost(
    BlobSweep sweep, ICampaignStore campaigns, IEventLog events, JobOptions jobs, TimeProvider time, ILogger<SweepHost> log) : BackgroundService
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
                await SweepAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping, or could not start.
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        try
        {
            await sweep.RunAsync(stoppingToken);
            await campaigns.DeleteUnusedWarningsAsync(stoppingToken);
            if (jobs.KeepEventsDays > 0)
            {
                await events.DeleteOldAsync(time.GetUtcNow() - TimeSpan.FromDays(jobs.KeepEventsDays), stoppingToken);
            }
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            LogFault(fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not delete unreferenced originals, layout warnings and old events")]
    private partial void LogFault(Exception fault);
}
