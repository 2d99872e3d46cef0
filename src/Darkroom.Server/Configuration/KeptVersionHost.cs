using Darkroom.Campaigns;
using Darkroom.Campaigns.Review;

namespace Darkroom.Server.Configuration;

/// <summary>
/// Keeps what creatives looked like that were approved together: two minutes after the start, and every ten minutes. Several processes may do the
/// same at the same time. After an error, the next run tries again.
/// </summary>
internal sealed partial class KeptVersionHost(ICampaignStore campaigns, CreativeReviews reviews, TimeProvider time, ILogger<KeptVersionHost> log) : BackgroundService
{
    private static readonly TimeSpan First = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private const int PageSize = 100;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(First, time, stoppingToken);
            using var timer = new PeriodicTimer(Interval, time);
            do
            {
                await RunAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping, or could not start.
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            for (string? before = null; ;)
            {
                var page = await campaigns.PageAsync(CampaignShelf.Active, before, PageSize, stoppingToken);
                foreach (var campaign in page)
                {
                    await reviews.KeepMissingAsync(campaign.Id, stoppingToken);
                }

                if (page.Length < PageSize)
                {
                    return;
                }

                before = page[^1].Id;
            }
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            LogFault(fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not keep what was approved together")]
    private partial void LogFault(Exception fault);
}
