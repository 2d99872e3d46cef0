using Microsoft.Extensions.Logging;

namespace Darkroom.Generations;

/// <summary>Writes the result of a slot: its image, another try, another provider, or a failure.</summary>
internal sealed partial class SlotCompletion(ISlotQueue queue, SlotDeadlines deadlines, JobOptions options, TimeProvider time, ILogger log)
{
    /// <summary>
    /// Writes a result, and retries until the deadline is over: a full disk must not cost an image that was made, and the slot belongs to
    /// this runner until its result is written.
    /// </summary>
    public async Task WriteAsync(SlotLease lease, SlotResult result, CancellationToken cancelled)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                await WriteOnceAsync(lease, result);
                return;
            }
            catch (Exception fault) when (time.GetElapsedTime(began).TotalSeconds < options.DeadlineSeconds)
            {
                LogWriteFault(fault, lease.GenerationId, lease.ImageIndex);
                await Task.Delay(JobOptions.FaultPause, time, cancelled);
            }
        }
    }

    private async Task WriteOnceAsync(SlotLease lease, SlotResult result)
    {
        using var activity = Telemetry.Source.StartActivity("complete");
        switch (result)
        {
            case SlotResult.Finished finished:
                // Without a token: the image is paid for and stored, only its announcement is missing.
                if (await queue.CompleteAsync(lease, finished.Image, CancellationToken.None) && finished.Announced is { } announced)
                {
                    await announced();
                }

                break;
            case SlotResult.Failed failed:
                LogFailed(lease.GenerationId, lease.ImageIndex, lease.Request.Provider, failed.Failure.Code, failed.Failure.Message);
                if (DelayOf(lease, failed) is { } delay)
                {
                    await queue.PostponeAsync(lease, failed.Failure, delay, CancellationToken.None);
                    return;
                }

                if (failed.Fallback is { } fallback)
                {
                    await queue.FallBackAsync(lease, failed.Failure, fallback, CancellationToken.None);
                    return;
                }

                await queue.FailAsync(lease, failed.Failure, failed.ProviderCalled, CancellationToken.None);
                break;
        }

        deadlines.Forget(lease);
    }

    /// <summary>Returns the delay before the next try; null if the slot is not tried again by this provider.</summary>
    private TimeSpan? DelayOf(SlotLease lease, SlotResult.Failed failed)
    {
        // Jitter only spreads load, so it need not be unpredictable.
#pragma warning disable CA5394
        var jitter = Random.Shared.NextDouble();
#pragma warning restore CA5394
        return RetryPolicy.Delay(failed.Failure, lease.Tries, options.MaxTries, failed.SawOutput, jitter) is { } delay && delay < deadlines.Left(lease)
            ? delay
            : null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Image {ImageIndex} of {GenerationId} by {Provider} failed as {Code}: {Reason}")]
    private partial void LogFailed(string generationId, int imageIndex, string provider, FailureCode code, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not write the result of image {ImageIndex} of {GenerationId}; retrying")]
    private partial void LogWriteFault(Exception fault, string generationId, int imageIndex);
}
