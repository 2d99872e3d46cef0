using System.Security.Cryptography;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Automatic1111;

/// <summary>Converts the web UI's progress for one image into updates.</summary>
/// <param name="before">The state before the image was requested. A job that was running then belongs to another user.</param>
internal sealed class Automatic1111Tracker(Automatic1111State before, int partials, TimeProvider time)
{
    private readonly PartialImageSampler _sampler = new(partials);
    private long _startedAt;
    private double? _fraction;
    private byte[]? _lastImage;

    /// <summary>Whether the job of this image was seen.</summary>
    public bool Started { get; private set; }

    /// <summary>Whether the job was stopped in the web UI, so that the resulting image is unfinished.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Whether an interrupt would affect this image and not another user's.</summary>
    public bool MayInterrupt => Started || !before.Busy;

    /// <summary>Whether more previews are needed.</summary>
    public bool WantsImages => _sampler.WantsMore;

    public IEnumerable<GenerationUpdate> Read(ReadOnlyMemory<byte> response)
    {
        var state = Automatic1111State.Read(response.Span);
        if (!state.Busy || (state.StartedAt is not null && state.StartedAt == before.StartedAt))
        {
            yield break;
        }

        Stopped = state.Stopped;
        if (!Started || state.Fraction > (_fraction ?? 0))
        {
            (_startedAt, Started) = (Started ? _startedAt : time.GetTimestamp(), true);
            _fraction = state.Fraction ?? _fraction;
            yield return new GenerationUpdate.Progress(_fraction) { Remaining = state.Remaining };
        }

        if (IsNew(state, response.Span) && _sampler.TakeIndex(_fraction, time.GetElapsedTime(_startedAt)) is { } index
            && Base64Image.Decode(response.Span, state.Image) is { } image)
        {
            yield return new GenerationUpdate.PartialImage(index, image);
        }
    }

    private bool IsNew(Automatic1111State state, ReadOnlySpan<byte> response)
    {
        if (state.Image.IsEmpty || !_sampler.WantsMore)
        {
            return false;
        }

        var hash = SHA256.HashData(response.Slice(state.Image.Start, state.Image.Length));
        var isNew = _lastImage is null || !hash.AsSpan().SequenceEqual(_lastImage);
        _lastImage = hash;
        return isNew;
    }
}
