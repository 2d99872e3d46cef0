using System.Threading.Channels;
using Darkroom.Imaging;
using Darkroom.Storage;
using Microsoft.Extensions.Logging;

namespace Darkroom.Generations;

/// <summary>
/// Makes previews of partial images and announces them in order. Under load, only the newest preview of a slot is made, because the others would
/// not be seen. While a generation has no watcher, the newest partial image waits for one.
/// </summary>
public sealed partial class PartialImages(
    ISlotQueue queue, IJobSignals signals, IPreviewStore previews, ImagePipeline pipeline, ImageLimits limits, ILogger<PartialImages> log)
{
    /// <summary>If more images than this wait to be encoded, stale partial images are dropped.</summary>
    private const int Busy = 16;

    /// <summary>Creates the queue of one slot. Disposing it drops what was not encoded.</summary>
    public PartialImageQueue Follow(SlotLease lease, CancellationToken cancellationToken) => new(this, lease, cancellationToken);

    private async Task AnnounceAsync(SlotLease lease, int index, EncodedImage image, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Source.StartActivity("preview");
        switch (await pipeline.PreviewAsync(image.Bytes, limits, cancellationToken))
        {
            case Outcome<EncodedResult>.Ok(var preview):
                var key = PreviewKey.OfPartial(preview.Bytes, preview.Format);
                await previews.PutAsync(key, preview.Bytes, cancellationToken);
                if (lease.Request.KeepPartials && ImageFormats.Detect(image.Bytes.Span) is { } format)
                {
                    await previews.PutAsync(PreviewKey.OfWholePartial(key, format), image.Bytes, cancellationToken);
                }

                await queue.AddPartialImageAsync(
                    lease,
                    new PartialPreview(index, key, preview.Width, preview.Height, preview.Format.Mime()),
                    cancellationToken);
                break;
            case Outcome<EncodedResult>.Rejected(_, var message):
                // The final image may well be good.
                LogBroken(lease.GenerationId, lease.ImageIndex, index, message);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partial image {Index} of image {ImageIndex} of {GenerationId} is not usable: {Reason}")]
    private partial void LogBroken(string generationId, int imageIndex, int index, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not announce partial image {Index} of image {ImageIndex} of {GenerationId}")]
    private partial void LogFault(Exception fault, string generationId, int imageIndex, int index);

    /// <summary>The partial images of one slot that are to be announced.</summary>
    public sealed class PartialImageQueue : IAsyncDisposable
    {
        private readonly PartialImages _owner;
        private readonly SlotLease _lease;
        private readonly CancellationTokenSource _stop;
        private readonly Channel<(int Index, EncodedImage Image)> _queue =
            Channel.CreateUnbounded<(int, EncodedImage)>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

        private readonly Task _work;

        internal PartialImageQueue(PartialImages owner, SlotLease lease, CancellationToken cancellationToken)
        {
            (_owner, _lease) = (owner, lease);
            _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            _work = RunAsync(_stop.Token);
        }

        private bool IsStale => _queue.Reader.TryPeek(out _) || _queue.Reader.Completion.IsCompleted;

        /// <summary>Takes over a partial image.</summary>
        public void Add(int index, EncodedImage image)
        {
            if (!_queue.Writer.TryWrite((index, image)))
            {
                image.Dispose();
            }
        }

        /// <summary>
        /// Announces what is left, or drops it under load, because the final image has arrived. Nothing is announced afterwards.
        /// </summary>
        public async Task FinishAsync()
        {
            _queue.Writer.TryComplete();
            await _work;
        }

        public async ValueTask DisposeAsync()
        {
            _queue.Writer.TryComplete();
            await _stop.CancelAsync();
            await _work;
            _stop.Dispose();
        }

        /// <summary>Announces a partial image. If that fails, for example on a full disk, only this partial image is lost.</summary>
        private async Task TryAnnounceAsync(int index, EncodedImage image, CancellationToken cancellationToken)
        {
            try
            {
                await _owner.AnnounceAsync(_lease, index, image, cancellationToken);
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                _owner.LogFault(fault, _lease.GenerationId, _lease.ImageIndex, index);
            }
        }

        /// <summary>Returns whether a preview is to be made. Without a watcher, waits for one or for a newer partial image.</summary>
        private async Task<bool> IsWantedAsync(EncodedImage image, CancellationToken cancellationToken)
        {
            if (_owner.Signals.HasListener(_lease.GenerationId))
            {
                return !_owner.IsBusy || !IsStale;
            }

            if (IsStale)
            {
                return false;
            }

            // It may wait for a watcher for minutes, which must not hold up other images.
            image.LeaveRoom();
            using var decided = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var heard = _owner.Signals.WhenListeningAsync(_lease.GenerationId, decided.Token);
            var newer = _queue.Reader.WaitToReadAsync(decided.Token).AsTask();
            await Task.WhenAny(heard, newer);
            var wanted = heard.IsCompletedSuccessfully;
            await decided.CancelAsync();
            await Task.WhenAll(heard, newer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            return wanted;
        }

        private async Task RunAsync(CancellationToken cancellationToken)
        {
            try
            {
                while (await _queue.Reader.WaitToReadAsync(cancellationToken))
                {
                    while (_queue.Reader.TryRead(out var next))
                    {
                        using (next.Image)
                        {
                            if (await IsWantedAsync(next.Image, cancellationToken))
                            {
                                await TryAnnounceAsync(next.Index, next.Image, cancellationToken);
                            }
                        }
                    }
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The slot has ended.
            }
            finally
            {
                _queue.Writer.TryComplete();
                while (_queue.Reader.TryRead(out var left))
                {
                    left.Image.Dispose();
                }
            }
        }
    }

    private bool IsBusy => pipeline.Waiting > Busy;

    private IJobSignals Signals => signals;
}
