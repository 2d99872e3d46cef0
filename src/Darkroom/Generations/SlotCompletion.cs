using Microsoft.Extensions.Logging;

namespace Darkroom.Generations;

/// <summary>Writes how the work on slots ended: done, to be tried again, handed to another provider, or failed.</summary>
internal sealed partial class SlotCompletion(ISlotQueue queue, SlotDeadlines deadlines, JobOptions options, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan FaultPause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A full disk must not cost an image that is made: the slot stays this runner's until its end is on the disk. What cannot be
    /// written all through the deadline has another reason.
    /// </summary>
    public async Task WriteUntilItHoldsAsync(SlotLease lease, SlotResult result, CancellationToken cancelled)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                await WriteAsync(lease, result);
                return;
            }
            catch (Exception fault) when (time.GetElapsedTime(began).TotalSeconds < options.DeadlineSeconds)
            {
                LogEndFault(fault, lease.GenerationId, lease.ImageIndex);
                await Task.Delay(FaultPause, time, cancelled);
            }
        }
    }

    private async Task WriteAsync(SlotLease lease, SlotResult result)
    {
        switch (result)
        {
            case SlotResult.Finished finished:
                // Not stoppable: the image is paid and stored, only its announcement is missing.
                if (await queue.CompleteAsync(lease, finished.Image, CancellationToken.None))
                {
                    await (finished.Announced?.Invoke() ?? Task.CompletedTask);
                }

                break;
            case SlotResult.Failed(var failure, var sawOutput) failed:
                // Jitter only spreads load, nothing depends on its being unpredictable.
#pragma warning disable CA5394
                var jitter = Random.Shared.NextDouble();
#pragma warning restore CA5394
                LogFailed(lease.GenerationId, lease.ImageIndex, lease.Request.Provider, failure.Code, failure.Message);
                if (RetryPolicy.Delay(failure, lease.Tries, options.MaxTries, sawOutput, jitter) is { } delay && delay < deadlines.Left(lease))
                {
                    await queue.PostponeAsync(lease, failure, delay, CancellationToken.None);
                    return;
                }

                if (failed.Fallback is { } step)
                {
                    await queue.FallBackAsync(lease, failure, step, CancellationToken.None);
                    return;
                }

                await queue.FailAsync(lease, failure, CancellationToken.None);
                break;
        }

        deadlines.Forget(lease.GenerationId, lease.ImageIndex);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Image {ImageIndex} of {GenerationId} by {Provider} failed as {Code}: {Reason}")]
    private partial void LogFailed(string generationId, int imageIndex, string provider, FailureCode code, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The end of image {ImageIndex} of {GenerationId} could not be written; trying again")]
    private partial void LogEndFault(Exception fault, string generationId, int imageIndex);
}
