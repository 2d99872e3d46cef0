using Darkroom.Providers;
using Darkroom.Storage;
using Microsoft.Extensions.Logging;

namespace Darkroom.Generations;

/// <summary>Makes one image: calls the provider, reports progress and partial images, and stores the result.</summary>
public sealed partial class ImageRun(
    ISlotQueue queue, PartialImages partials, FinalImages finals, IPreviewStore store, TimeProvider time, ILogger<ImageRun> log)
{
    /// <summary>Added to the timeout here, so that adapters that enforce it themselves, with a better message, come first.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>At most 3 are requested, but a service may send more.</summary>
    private const int MaxPartials = 16;

    /// <summary>A larger queue position is not plausible.</summary>
    private const int MaxQueuePosition = 1_000_000;

    /// <summary>Makes the image of one slot.</summary>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async Task<SlotResult> MakeAsync(
        IImageProvider provider, SlotLease lease, ImageRequest request, CancellationToken cancellationToken)
    {
        // Previews are made concurrently, so that a slow encoder never delays reading the provider's stream.
        await using var previews = partials.Follow(lease, cancellationToken);
        await using var newest = new NewestPartial(store);
        using var tooLate = new CancellationTokenSource(provider.Limits.Timeout + Grace, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, tooLate.Token);
        var sawOutput = false;
        var steps = new ProgressThrottle(time);
        var started = time.GetTimestamp();
        var (begun, shown) = (false, 0);
        var token = lease.ResumeToken;
        try
        {
            await foreach (var update in provider.GenerateAsync(request, deadline.Token).ObserveAsync(lease, time, cancellationToken))
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
                        if (++shown > MaxPartials || !newest.IsNewer(index))
                        {
                            image.Dispose();
                            break;
                        }

                        using (var stored = image.Share())
                        {
                            previews.Add(index, image);
                            await TryAsync(lease, () => newest.StoreAsync(stored, cancellationToken), cancellationToken);
                        }

                        break;
                    case GenerationUpdate.FinalImage final:
                        using (final.Image)
                        {
                            await previews.FinishAsync();
                            await ReportAsync(lease, new SlotStep(ProgressStage.Finishing), cancellationToken);
                            var stored = await finals.StoreAsync(lease, provider, final, cancellationToken);
                            return stored is SlotResult.Failed unusable
                                ? await WithUnfinishedAsync(unusable)
                                : WithCleanUp(stored, provider, token);
                        }

                    case GenerationUpdate.Resumable(var newer):
                        token = newer;
                        await TryAsync(lease, () => queue.StoreResumeTokenAsync(lease, newer, cancellationToken), cancellationToken);
                        break;
                    case GenerationUpdate.Failed failed:
                        if (token is not null && !failed.WorkContinues)
                        {
                            await TryAsync(lease, () => queue.StoreResumeTokenAsync(lease, null, cancellationToken), cancellationToken);
                        }

                        return await WithUnfinishedAsync(Failed(failed.Failure));
                }
            }
        }
        catch (OperationCanceledException) when (tooLate.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return await WithUnfinishedAsync(Failed(TimedOut(provider)));
        }

        LogNoEnd(provider.Id);
        return await WithUnfinishedAsync(new SlotResult.Failed(
            new Failure(FailureCode.BadOutput, $"{provider.Description.Name} ended without an image."), SawOutput: true));

        SlotResult.Failed Failed(Failure failure) => new(failure, sawOutput || MayBeBilled(failure, begun));

        async Task<SlotResult> WithUnfinishedAsync(SlotResult.Failed failed)
        {
            // An image that a safety system blocked must not be offered.
            if (failed.Failure.Code != FailureCode.ModerationBlocked)
            {
                await TryAsync(lease, () => StoreUnfinishedAsync(lease, newest, cancellationToken), cancellationToken);
            }

            return failed;
        }
    }

    /// <summary>Stores the last partial image of a call that failed and may be charged.</summary>
    private async Task StoreUnfinishedAsync(SlotLease lease, NewestPartial newest, CancellationToken cancellationToken)
    {
        using var image = await newest.ReadAsync(cancellationToken);
        if (image is not null && await finals.StoreUnfinishedAsync(image, cancellationToken) is { } unfinished)
        {
            await queue.StoreUnfinishedAsync(lease, unfinished, cancellationToken);
        }
    }

    /// <summary>
    /// Returns whether a call may be billed although it failed: if the provider had begun and timed out, its answer broke, it lost the work, or its
    /// safety system blocked the finished image. A refusal is not billed.
    /// </summary>
    private static bool MayBeBilled(Failure failure, bool begun) => failure.Code switch
    {
        FailureCode.BadOutput or FailureCode.Interrupted or FailureCode.Cancelled => true,
        FailureCode.Timeout => begun,
        FailureCode.ModerationBlocked => failure.Moderation?.Stage == "output",
        _ => false,
    };

    /// <summary>Lets the provider delete the image after it was announced.</summary>
    private static SlotResult WithCleanUp(SlotResult result, IImageProvider provider, string? token) =>
        result is SlotResult.Finished finished && provider is IResumableProvider resumable && token is not null
            ? finished with { Announced = () => resumable.ForgetAsync(token, CancellationToken.None) }
            : result;

    /// <summary>Returns the step that the provider reports, within bounds; its remaining time is estimated if it reports none.</summary>
    private static SlotStep StepOf(GenerationUpdate.Progress step, TimeSpan? expected)
    {
        double? fraction = step.Fraction is { } reported && double.IsFinite(reported) ? Math.Clamp(reported, 0, 1) : null;
        var remaining = step.Remaining ?? (fraction is null ? expected : null);
        return new SlotStep(
            ProgressStage.Generating,
            fraction,
            remaining < TimeSpan.Zero ? TimeSpan.Zero : remaining,
            step.QueuePosition is >= 0 and <= MaxQueuePosition ? step.QueuePosition : null);
    }

    private Task ReportAsync(SlotLease lease, SlotStep step, CancellationToken cancellationToken) =>
        TryAsync(lease, () => queue.ReportProgressAsync(lease, step, cancellationToken), cancellationToken);

    /// <summary>Writes a step of the work. If that fails, for example on a full disk, the work continues: the image may be paid for.</summary>
    private async Task TryAsync(SlotLease lease, Func<Task> write, CancellationToken cancellationToken)
    {
        try
        {
            await write();
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotWritten(fault, lease.GenerationId, lease.ImageIndex);
        }
    }

    private static Failure TimedOut(IImageProvider provider) => new(
        FailureCode.Timeout, $"{provider.Description.Name} did not finish within {provider.Limits.Timeout.TotalSeconds:0} s.");

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not write the progress of image {ImageIndex} of {GenerationId}; the work continues")]
    private partial void LogNotWritten(Exception fault, string generationId, int imageIndex);

    [LoggerMessage(Level = LogLevel.Error, Message = "The adapter of {Provider} ended without an image and without a failure")]
    private partial void LogNoEnd(string provider);
}

/// <summary>
/// The newest partial image of one call, on the disk, because it is needed only if the call fails. A service may send them out of order (2, 0, 1):
/// one that comes after a newer one is not shown, because the image would become blurrier again.
/// </summary>
internal sealed class NewestPartial(IPreviewStore previews) : IAsyncDisposable
{
    private Stream? _stream;
    private int _index = -1;

    /// <summary>Returns whether a partial image is newer than all before, and remembers it then.</summary>
    /// <param name="index">The number of the partial image, from 0.</param>
    public bool IsNewer(int index)
    {
        if (index <= _index)
        {
            return false;
        }

        _index = index;
        return true;
    }

    /// <summary>Replaces the stored image.</summary>
    /// <exception cref="StorageException">The disk cannot be written.</exception>
    public async Task StoreAsync(EncodedImage image, CancellationToken cancellationToken)
    {
        _stream ??= await previews.CreateTemporaryAsync(cancellationToken);
        _stream.SetLength(0);
        await _stream.WriteAsync(image.Bytes, cancellationToken);
    }

    /// <returns>The image, which the caller disposes; null if none was stored.</returns>
    public async Task<EncodedImage?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_stream is not { Length: > 0 } stream)
        {
            return null;
        }

        stream.Position = 0;
        return EncodedImage.From(await stream.ReadToEndAsync(cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is { } stream)
        {
            await stream.DisposeAsync();
        }
    }
}

/// <summary>
/// Decides which of a provider's steps are reported: some providers send dozens a second, and each report is stored and sent to every watcher.
/// A change of the queue position is always reported, a fraction every 5 % but not more than twice a second.
/// </summary>
internal sealed class ProgressThrottle(TimeProvider time)
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(5);
    private const double MinFraction = 0.05;
    private (GenerationUpdate.Progress Step, long At)? _reported;

    /// <summary>Returns whether a step is to be reported, and remembers it then.</summary>
    public bool ShouldReport(GenerationUpdate.Progress step)
    {
        if (_reported is var (last, at) && !IsNew(last, step, time.GetElapsedTime(at)))
        {
            return false;
        }

        _reported = (step, time.GetTimestamp());
        return true;
    }

    private static bool IsNew(GenerationUpdate.Progress last, GenerationUpdate.Progress step, TimeSpan since) =>
        step.QueuePosition != last.QueuePosition
        || (step.Fraction is not null && last.Fraction is null)
        || (since >= MinInterval && Math.Abs((step.Fraction - last.Fraction) ?? 0) >= MinFraction)
        || (since >= MaxInterval && step != last);
}
