using Darkroom.Campaigns;
using Darkroom.Gallery;
using Darkroom.Storage;

namespace Darkroom.Server.Configuration;

/// <summary>Deletes unreferenced originals, unused layout warnings and derivatives beyond their limit a minute after the start and every hour. After an error, the next run tries again.</summary>
internal sealed partial class SweepHost(
    BlobSweep sweep, ICampaignStore campaigns, IPreviewStore previews, GallerySettings gallery, TimeProvider time, ILogger<SweepHost> log) : BackgroundService
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
            await previews.TrimAsync(gallery.CacheBytes, stoppingToken);
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            LogFault(fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not delete what is no longer needed")]
    private partial void LogFault(Exception fault);
}
