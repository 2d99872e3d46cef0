using Microsoft.Extensions.Logging;

namespace Darkroom.Generations;

/// <summary>Keeps a runner's leases alive, and settles slots that nobody keeps any more.</summary>
internal sealed partial class LeaseRenewal(
    ISlotQueue queue, RunningSlots running, string owner, JobOptions options, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan FaultPause = TimeSpan.FromSeconds(1);

    private TimeSpan LeaseTime => TimeSpan.FromSeconds(options.LeaseSeconds);

    /// <summary>Settles what former runners left, as soon as the store can be written.</summary>
    public async Task RecoverAsync(Func<GenerationRequest, string?, bool> runAgain, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                var cutOff = await queue.RecoverAsync(owner, [], options.MaxTries, runAgain, stopping);
                if (cutOff > 0)
                {
                    LogRecovered(cutOff);
                }

                return;
            }
            catch (Exception fault) when (!stopping.IsCancellationRequested)
            {
                LogRecoverFault(fault);
                await Task.Delay(FaultPause, time, stopping);
            }
        }
    }

    /// <summary>Keeps the leases of what runs here alive, and settles slots whose lease lapsed because nobody did.</summary>
    public async Task KeepAsync(Func<GenerationRequest, string?, bool> runAgain, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(LeaseTime / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                await RenewAsync(runAgain, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What was running is settled by the next start.
        }
    }

    private async Task RenewAsync(Func<GenerationRequest, string?, bool> runAgain, CancellationToken stopping)
    {
        try
        {
            foreach (var lost in await queue.RenewAsync(running.Leases(), LeaseTime, stopping))
            {
                running.Cancel(lost.GenerationId, lost.ImageIndex, lost.Attempt);
            }

            await queue.RecoverAsync(owner, running.Leases(), options.MaxTries, runAgain, stopping);
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            // The next tick tries again, before the leases lapse.
            LogRenewFault(fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} images were being made when the last process ended")]
    private partial void LogRecovered(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "What the last process left could not be settled; trying again")]
    private partial void LogRecoverFault(Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "The leases of running images could not be renewed; trying again")]
    private partial void LogRenewFault(Exception fault);
}
