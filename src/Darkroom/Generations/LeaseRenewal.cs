using Microsoft.Extensions.Logging;

namespace Darkroom.Generations;

/// <summary>Renews a runner's leases, stops work whose lease was lost, and recovers slots whose lease has expired.</summary>
internal sealed partial class LeaseRenewal(
    ISlotQueue queue, IJobSignals signals, RunningSlots running, JobOptions options, TimeProvider time, ILogger log)
{
    /// <summary>Recovers what the last process left, as soon as the storage can be written.</summary>
    public async Task RecoverAsync(Func<GenerationRequest, string?, bool> runAgain, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                var recovered = await queue.RecoverAsync([], options.MaxTries, runAgain, stopping);
                if (recovered > 0)
                {
                    LogRecovered(recovered);
                }

                return;
            }
            catch (Exception fault) when (!stopping.IsCancellationRequested)
            {
                LogRecoverFault(fault);
                await Task.Delay(JobOptions.FaultPause, time, stopping);
            }
        }
    }

    /// <summary>Renews leases and recovers slots until stopped.</summary>
    public async Task RunAsync(Func<GenerationRequest, string?, bool> runAgain, CancellationToken stopping)
    {
        try
        {
            await Task.WhenAll(RenewOnTimeAsync(runAgain, stopping), RenewOnCancelAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The next start recovers what is still running.
        }
    }

    private async Task RenewOnTimeAsync(Func<GenerationRequest, string?, bool> runAgain, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.LeaseTime / 3, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            await TryAsync(
                async () =>
                {
                    await RenewAsync(stopping);
                    await queue.RecoverAsync(running.Leases(), options.MaxTries, runAgain, stopping);
                },
                stopping);
        }
    }

    /// <summary>A cancelled slot has lost its lease, whichever process cancelled it.</summary>
    private async Task RenewOnCancelAsync(CancellationToken stopping)
    {
        using var cancelled = signals.Subscribe(IJobSignals.Cancelled);
        while (true)
        {
            await cancelled.WaitAsync(Timeout.InfiniteTimeSpan, stopping);
            await TryAsync(() => RenewAsync(stopping), stopping);
        }
    }

    private async Task RenewAsync(CancellationToken stopping)
    {
        if (running.Leases() is { Count: > 0 } leases)
        {
            foreach (var lost in await queue.RenewAsync(leases, options.LeaseTime, stopping))
            {
                running.Cancel(lost);
            }
        }
    }

    private async Task TryAsync(Func<Task> renew, CancellationToken stopping)
    {
        try
        {
            await renew();
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            // Retried at the next tick, before the leases expire.
            LogRenewFault(fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} images were being made when the last process ended")]
    private partial void LogRecovered(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not recover what the last process left; retrying")]
    private partial void LogRecoverFault(Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not renew the leases of running images; retrying")]
    private partial void LogRenewFault(Exception fault);
}
