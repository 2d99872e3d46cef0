using System.Collections.Immutable;

namespace Darkroom.Generations;

public enum SlotStatus
{
    /// <summary>Accepted but not started, or to be tried again later.</summary>
    Waiting,

    /// <summary>Claimed by a runner: its provider may be working on it.</summary>
    Running,

    /// <summary>The image is stored.</summary>
    Ready,

    Failed,

    Cancelled,
}

public enum GenerationStatus
{
    /// <summary>At least one slot has not ended.</summary>
    Running,

    /// <summary>Every image was made.</summary>
    Completed,

    /// <summary>Some images were made, others failed or were cancelled.</summary>
    Partial,

    /// <summary>No image was made and at least one failed.</summary>
    Failed,

    /// <summary>All images were cancelled.</summary>
    Cancelled,
}

/// <summary>The place of one image in a generation.</summary>
public sealed record SlotState
{
    /// <summary>The number of the image, from 0.</summary>
    public required int ImageIndex { get; init; }

    public required SlotStatus Status { get; init; }

    /// <summary>The number of claims so far. A runner that holds an older attempt has lost the slot.</summary>
    public int Attempt { get; init; }

    /// <summary>The number of tries since a person last requested the image.</summary>
    public int Tries { get; init; }

    /// <summary>The time before which a waiting slot is not claimed; null for no such time.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The runner that holds the slot while it runs.</summary>
    public string? LeaseOwner { get; init; }

    public DateTimeOffset? LeaseUntil { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the first of these tries began; reset when a person retries.</summary>
    public DateTimeOffset? FirstStartedAt { get; init; }

    /// <summary>The token with which the provider resumes the call of an earlier process.</summary>
    public string? ResumeToken { get; init; }

    /// <summary>The id of the finished image, once ready.</summary>
    public string? ImageId { get; init; }

    /// <summary>The blurred placeholder of the finished image, once ready.</summary>
    public ImmutableArray<byte> ThumbHash { get; init; } = [];

    /// <summary>The properties of the finished image, once ready.</summary>
    public MadeImage? Made { get; init; }

    /// <summary>The progress that was reported last, until the slot ends.</summary>
    public SlotProgress? Progress { get; init; }

    /// <summary>The provider that replaces the requested one; null while there is none.</summary>
    public SlotFallback? Fallback { get; init; }

    /// <summary>Why the slot failed, once failed.</summary>
    public Failure? Failure { get; init; }

    /// <summary>The last partial image of a failed try; stored until the slot is ready, and offered while it is failed.</summary>
    public UnfinishedImage? Unfinished { get; init; }

    public bool Ended => Status is SlotStatus.Ready or SlotStatus.Failed or SlotStatus.Cancelled;
}

/// <summary>A generation as it is stored: its request and the state of its slots.</summary>
public sealed record GenerationState
{
    public required string Id { get; init; }

    public required GenerationRequest Request { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The id of the API key that started it; null if the owner did.</summary>
    public string? ApiKeyId { get; init; }

    /// <summary>The W3C trace context of the request that queued it; null if there is none.</summary>
    public string? TraceParent { get; init; }

    public GenerationStatus Status { get; init; } = GenerationStatus.Running;

    /// <summary>The sequence number of the newest event; 0 before the first.</summary>
    public long LastSequence { get; init; }

    /// <summary>One slot for each image, by <see cref="SlotState.ImageIndex"/>.</summary>
    public required ImmutableArray<SlotState> Slots { get; init; }

    public int Done => Slots.Count(slot => slot.Status == SlotStatus.Ready);

    public bool Ended => Status != GenerationStatus.Running;

    /// <summary>Returns the status of a generation with these slots.</summary>
    internal static GenerationStatus StatusOf(ImmutableArray<SlotState> slots)
    {
        if (slots.Any(slot => !slot.Ended))
        {
            return GenerationStatus.Running;
        }

        return (slots.Count(slot => slot.Status == SlotStatus.Ready), slots.Any(slot => slot.Status == SlotStatus.Failed)) switch
        {
            (var ready, _) when ready == slots.Length => GenerationStatus.Completed,
            ( > 0, _) => GenerationStatus.Partial,
            (_, true) => GenerationStatus.Failed,
            _ => GenerationStatus.Cancelled,
        };
    }

    /// <summary>Returns the request for the provider that makes a slot's image.</summary>
    public GenerationRequest RequestOf(int imageIndex) => Slots[imageIndex].Fallback?.Request ?? Request;
}
