using Darkroom.Campaigns;
using Darkroom.Gallery;

namespace Darkroom.Server.Configuration;

/// <summary>
/// Deletes images that have been in the trash for long, unreferenced originals, unused layout warnings, old events, changes of images that can no
/// longer be undone and addresses of downloads that have expired, a minute after the start and every hour. After an error, the next run tries again.
/// </summary>
internal sealed partial class SweepHost(
    TrashSweep trash,
    ICampaignStore campaigns,
    IEventLog events,
    IBulkJobs changes,
    JobOptions jobs,
    TimeProvider time,
    ILogger<SweepHost> log) : BackgroundService
{
    /// <summary>How long changes of images can be undone.</summary>
    private static readonly TimeSpan KeepChanges = TimeSpan.FromDays(7);

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
            await trash.RunAsync(stoppingToken);
            await changes.DeleteEndedAsync(time.GetUtcNow() - KeepChanges, stoppingToken);
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

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not delete what is no longer needed")]
    private partial void LogFault(Exception fault);
}
