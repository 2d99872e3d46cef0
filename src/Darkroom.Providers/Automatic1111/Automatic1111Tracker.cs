using System.Security.Cryptography;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Automatic1111;

/// <summary>Makes updates of what the web UI says while it works on one image.</summary>
/// <param name="before">What it said before this image was asked for: work that began then is somebody else's.</param>
/// <param name="partials">How many partial images are wanted.</param>
/// <param name="time">The clock.</param>
internal sealed class Automatic1111Tracker(Automatic1111State before, int partials, TimeProvider time)
{
    private readonly PartialImageSampler _sampler = new(partials);
    private long _startedAt;
    private double? _fraction;
    private byte[]? _lastImage;

    /// <summary>Whether this image's work was seen.</summary>
    public bool Started { get; private set; }

    /// <summary>Whether somebody stopped it in the web UI: what comes then is an image half made.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Whether an interrupt now would hit this image and not somebody else's.</summary>
    public bool MayInterrupt => Started || !before.Busy;

    /// <summary>Whether previews are wanted still.</summary>
    public bool WantsImages => _sampler.WantsMore;

    public IEnumerable<GenerationUpdate> Read(ReadOnlyMemory<byte> answer)
    {
        var state = Automatic1111State.Read(answer.Span);
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

        if (IsNew(state, answer.Span) && _sampler.TakeIndex(_fraction, time.GetElapsedTime(_startedAt)) is { } index
            && Base64Image.Decode(answer.Span, state.Image) is { } image)
        {
            yield return new GenerationUpdate.PartialImage(index, image);
        }
    }

    private bool IsNew(Automatic1111State state, ReadOnlySpan<byte> answer)
    {
        if (state.Image.IsEmpty || !_sampler.WantsMore)
        {
            return false;
        }

        var hash = SHA256.HashData(answer.Slice(state.Image.Start, state.Image.Length));
        var isNew = _lastImage is null || !hash.AsSpan().SequenceEqual(_lastImage);
        _lastImage = hash;
        return isNew;
    }
}
