using System.Threading.Channels;
using Darkroom.Imaging;
using Darkroom.Storage;
using Microsoft.Extensions.Logging;

namespace Darkroom.Generations;

/// <summary>
/// Turns partial images into small previews and announces them. In order while there is time; under load only the newest
/// of a slot is made, because nobody would see the others. While nobody watches, the newest is kept for whoever comes.
/// </summary>
public sealed partial class PartialImages(
    ISlotQueue queue, IJobSignals signals, IPreviewStore previews, ImagePipeline pipeline, ImageLimits limits, ILogger<PartialImages> log)
{
    /// <summary>With more pictures than this waiting to be encoded, what is stale is dropped.</summary>
    private const int Busy = 16;

    /// <summary>Begins to follow one slot. Disposing stops it and lets go of what was not encoded.</summary>
    public PartialImageQueue Follow(SlotLease lease, CancellationToken cancellationToken) => new(this, lease, cancellationToken);

    private async Task AnnounceAsync(SlotLease lease, int index, EncodedImage image, CancellationToken cancellationToken)
    {
        switch (await pipeline.PreviewAsync(image.Bytes, limits, cancellationToken))
        {
            case Outcome<EncodedResult>.Ok(var picture):
                var key = PreviewKey.OfPartial(picture.Bytes, picture.Format);
                await previews.PutAsync(key, picture.Bytes, cancellationToken);
                await queue.AddPartialImageAsync(
                    lease,
                    new PartialPreview(index, key, picture.Width, picture.Height, picture.Format.Mime()),
                    cancellationToken);
                break;
            case Outcome<EncodedResult>.Rejected(_, var message):
                // The final image may well be good: a broken partial costs only itself.
                LogBroken(lease.GenerationId, lease.ImageIndex, index, message);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partial image {Index} of image {ImageIndex} of {GenerationId} cannot be shown: {Reason}")]
    private partial void LogBroken(string generationId, int imageIndex, int index, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Partial image {Index} of image {ImageIndex} of {GenerationId} could not be announced")]
    private partial void LogFault(Exception fault, string generationId, int imageIndex, int index);

    /// <summary>The partial images of one slot on their way to the watchers.</summary>
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
        /// Announces what is left, or under load drops it: the final image is there. Nothing is announced after this.
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

        /// <summary>A disk that is full costs this partial image. Whether it costs the picture shows when that is stored.</summary>
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

        /// <summary>Whether the partial image in hand is to be made; while nobody watches, known once somebody does or it is stale.</summary>
        private async Task<bool> IsWantedAsync(CancellationToken cancellationToken)
        {
            if (_owner.IsHeard(_lease))
            {
                return !_owner.IsBusy || !IsStale;
            }

            if (IsStale)
            {
                return false;
            }

            using var decided = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var heard = _owner.HeardAsync(_lease, decided.Token);
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
                            if (await IsWantedAsync(cancellationToken))
                            {
                                await TryAnnounceAsync(next.Index, next.Image, cancellationToken);
                            }
                        }
                    }
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The slot ended otherwise.
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

    private bool IsHeard(SlotLease lease) => signals.IsHeard(lease.GenerationId);

    private Task HeardAsync(SlotLease lease, CancellationToken cancellationToken) => signals.HeardAsync(lease.GenerationId, cancellationToken);
}
