using Darkroom.Gallery;
using Darkroom.Storage;

namespace Darkroom.Server.Configuration;

/// <summary>
/// Runs the changes of many images: those that an earlier process did not finish, then new ones. Several advance in turn, so that a small one
/// does not wait for a large one. Then deletes the files of images that were deleted.
/// </summary>
internal sealed partial class BulkHost(IBulkJobs jobs, TrashSweep trash, IJobSignals signals, TimeProvider time, ILogger<BulkHost> log) : BackgroundService
{
    /// <summary>Another process may have stored a job without a signal that this one gets.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The store may still be opening; the start must not wait for it.
        await Task.Yield();
        using var subscription = signals.Subscribe(IJobSignals.Bulk);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await AdvanceAllAsync(stoppingToken))
                {
                    await trash.DeleteFilesAsync(stoppingToken);
                    await subscription.WaitAsync(Interval, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The host is stopping; the next start continues.
            }
            catch (StorageException fault)
            {
                LogFault(fault);
                await Task.Delay(RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Does one step of each job.</summary>
    /// <returns>False if there is no job.</returns>
    private async Task<bool> AdvanceAllAsync(CancellationToken stoppingToken)
    {
        var open = await jobs.OpenAsync(stoppingToken);
        foreach (var id in open)
        {
            try
            {
                await jobs.AdvanceAsync(id, stoppingToken);
            }
            catch (Exception fault) when (fault is not (OperationCanceledException or StorageException))
            {
                LogBroken(id, fault);
                await jobs.FailAsync(id, "It failed. Darkroom's log has the details.", stoppingToken);
            }
        }

        return !open.IsEmpty;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not change images; the change continues later")]
    private partial void LogFault(Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "The change {Id} of images broke")]
    private partial void LogBroken(string id, Exception fault);
}
