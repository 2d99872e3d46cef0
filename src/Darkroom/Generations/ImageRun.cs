using Darkroom.Providers;
using Microsoft.Extensions.Logging;

namespace Darkroom.Generations;

/// <summary>Has one image made: announces what can be seen of it on the way, and stores the result.</summary>
public sealed partial class ImageRun(
    IJobStore store, PartialImages partials, FinalImages finals, TimeProvider time, ILogger<ImageRun> log)
{
    /// <summary>Adapters keep their own time and say more when it is up; this is for one that does not.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>At most 3 are asked for. A service may not keep to that, but nobody has to look at thousands.</summary>
    private const int MaxPartials = 16;

    /// <summary>Who says that more are waiting does not know.</summary>
    private const int MaxQueue = 1_000_000;

    /// <summary>Asks a provider for the image of one slot.</summary>
    /// <exception cref="OperationCanceledException">The token fired; nothing was decided.</exception>
    public async Task<SlotResult> MakeAsync(
        IImageProvider provider, SlotLease lease, ImageRequest request, CancellationToken cancellationToken)
    {
        // Previews are made beside the reading, so that a slow encoder never keeps the provider's stream waiting.
        await using var previews = partials.Follow(lease, cancellationToken);
        using var newest = new NewestPartial();
        using var tooLate = new CancellationTokenSource(provider.Limits.Timeout + Grace, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, tooLate.Token);
        var sawOutput = false;
        var steps = new ProgressThrottle(time);
        var started = time.GetTimestamp();
        var (begun, shown) = (false, 0);
        var token = lease.ResumeToken;
        try
        {
            await foreach (var update in provider.GenerateAsync(request, deadline.Token))
            {
                switch (update)
                {
                    case GenerationUpdate.Progress step:
                        begun = true;
                        if (steps.ShouldReport(step))
                        {
                            await ReportAsync(lease, StepOf(step, lease.Expected - time.GetElapsedTime(started)), cancellationToken);
                        }

                        break;
                    case GenerationUpdate.PartialImage(var index, var image):
                        sawOutput = true;
                        if (++shown > MaxPartials || !newest.Offer(index, image))
                        {
                            image.Dispose();
                            break;
                        }

                        previews.Add(index, image);
                        break;
                    case GenerationUpdate.FinalImage final:
                        using (final.Image)
                        {
                            await previews.FinishAsync();
                            await ReportAsync(lease, new SlotStep(ProgressStage.Finishing), cancellationToken);
                            var stored = await finals.StoreAsync(lease, provider, final, cancellationToken);
                            return stored is SlotResult.Failed unusable
                                ? await KeepingAsync(unusable)
                                : Forgetting(stored, provider, token);
                        }

                    case GenerationUpdate.Resumable(var newer):
                        token = newer;
                        await TryAsync(lease, () => store.RememberAsync(lease, newer, cancellationToken), cancellationToken);
                        break;
                    case GenerationUpdate.Failed failed:
                        if (token is not null && !failed.WorkContinues)
                        {
                            await TryAsync(lease, () => store.RememberAsync(lease, null, cancellationToken), cancellationToken);
                        }

                        return await KeepingAsync(Failed(failed.Failure));
                }
            }
        }
        catch (OperationCanceledException) when (tooLate.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return await KeepingAsync(Failed(TimedOut(provider)));
        }

        LogNoEnd(provider.Id);
        return await KeepingAsync(new SlotResult.Failed(
            new Failure(FailureCode.BadOutput, $"{provider.Description.Name} ended without an image."), SawOutput: true));

        SlotResult.Failed Failed(Failure failure) => new(failure, sawOutput || MayBeBilled(failure, begun));

        async Task<SlotResult> KeepingAsync(SlotResult.Failed failed)
        {
            // What a safety system withheld is not offered in another way.
            if (newest.Image is { } image && failed.Failure.Code != FailureCode.ModerationBlocked)
            {
                await TryAsync(lease, () => StoreUnfinishedAsync(lease, image, cancellationToken), cancellationToken);
            }

            return failed;
        }
    }

    /// <summary>The call may be paid: its last partial image is all that came of it.</summary>
    private async Task StoreUnfinishedAsync(SlotLease lease, EncodedImage image, CancellationToken cancellationToken)
    {
        if (await finals.StoreUnfinishedAsync(image, cancellationToken) is { } unfinished)
        {
            await store.StoreUnfinishedAsync(lease, unfinished, cancellationToken);
        }
    }

    /// <summary>
    /// A provider that had begun and ran out of time, whose answer broke, who lost the work or keeps the finished picture back, may
    /// have charged for it; one that refuses has not.
    /// </summary>
    private static bool MayBeBilled(Failure failure, bool begun) => failure.Code switch
    {
        FailureCode.BadOutput or FailureCode.Interrupted or FailureCode.Cancelled => true,
        FailureCode.Timeout => begun,
        FailureCode.ModerationBlocked => failure.Moderation?.Stage == "output",
        _ => false,
    };

    /// <summary>Once the image is announced, the provider need not keep it for us any more.</summary>
    private static SlotResult Forgetting(SlotResult result, IImageProvider provider, string? token) =>
        result is SlotResult.Finished finished && provider is IResumableProvider resumable && token is not null
            ? finished with { Announced = () => resumable.ForgetAsync(token, CancellationToken.None) }
            : result;

    /// <summary>What the provider says, within bounds; where it says nothing of the time, what its last images took.</summary>
    private static SlotStep StepOf(GenerationUpdate.Progress step, TimeSpan? expected)
    {
        double? fraction = step.Fraction is { } told && double.IsFinite(told) ? Math.Clamp(told, 0, 1) : null;
        var remaining = step.Remaining ?? (fraction is null ? expected : null);
        return new SlotStep(
            ProgressStage.Generating,
            fraction,
            remaining < TimeSpan.Zero ? TimeSpan.Zero : remaining,
            step.QueuePosition is >= 0 and <= MaxQueue ? step.QueuePosition : null);
    }

    private Task ReportAsync(SlotLease lease, SlotStep step, CancellationToken cancellationToken) =>
        TryAsync(lease, () => store.ProgressAsync(lease, step, cancellationToken), cancellationToken);

    /// <summary>What cannot be noted on the way, on a full disk or a locked database, costs only itself: the picture may be paid.</summary>
    private async Task TryAsync(SlotLease lease, Func<Task> note, CancellationToken cancellationToken)
    {
        try
        {
            await note();
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotNoted(fault, lease.GenerationId, lease.ImageIndex);
        }
    }

    private static Failure TimedOut(IImageProvider provider) => new(
        FailureCode.Timeout, $"{provider.Description.Name} did not finish within {provider.Limits.Timeout.TotalSeconds:0} s.");

    [LoggerMessage(Level = LogLevel.Error, Message = "Progress of image {ImageIndex} of {GenerationId} could not be written; its making goes on")]
    private partial void LogNotNoted(Exception fault, string generationId, int imageIndex);

    [LoggerMessage(Level = LogLevel.Error, Message = "The adapter of {Provider} ended without an image and without a failure")]
    private partial void LogNoEnd(string provider);
}
