using System.Collections.Immutable;

namespace Darkroom.Generations;

public enum SlotStatus
{
    /// <summary>Accepted, not begun; or to be tried again later.</summary>
    Waiting,

    /// <summary>Claimed by a runner under a lease: its provider may be working on it.</summary>
    Running,

    /// <summary>Its image is stored.</summary>
    Ready,

    Failed,

    Cancelled,
}

public enum GenerationStatus
{
    /// <summary>At least one slot has not ended.</summary>
    Running,

    /// <summary>Every image is there.</summary>
    Completed,

    /// <summary>Some images are there, others failed or were cancelled.</summary>
    Partial,

    /// <summary>No image is there and at least one failed.</summary>
    Failed,

    /// <summary>No image is there: all were cancelled.</summary>
    Cancelled,
}

/// <summary>One of a generation's n images.</summary>
public sealed record SlotState
{
    /// <summary>Counts from 0.</summary>
    public required int ImageIndex { get; init; }

    public required SlotStatus Status { get; init; }

    /// <summary>How often it was claimed, ever. A runner that holds an older attempt has lost it.</summary>
    public int Attempt { get; init; }

    /// <summary>How often it was tried since a person last asked for it.</summary>
    public int Tries { get; init; }

    /// <summary>Waiting slots are not claimed before this.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The runner that holds it while it runs.</summary>
    public string? LeaseOwner { get; init; }

    public DateTimeOffset? LeaseUntil { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the first of its tries began; set anew when a person retries.</summary>
    public DateTimeOffset? FirstStartedAt { get; init; }

    /// <summary>With it the provider picks up a call that an earlier process began.</summary>
    public string? ResumeToken { get; init; }

    /// <summary>The finished image's id, once ready.</summary>
    public string? ImageId { get; init; }

    /// <summary>The finished image's blurred placeholder, once ready.</summary>
    public ImmutableArray<byte> ThumbHash { get; init; } = [];

    /// <summary>What came, once ready.</summary>
    public MadeImage? Made { get; init; }

    /// <summary>What was last told about it, until it ends.</summary>
    public SlotProgress? Progress { get; init; }

    /// <summary>Who stands in for the provider that was asked for; null as long as nobody does.</summary>
    public SlotFallback? Fallback { get; init; }

    /// <summary>Why it failed, once failed.</summary>
    public Failure? Failure { get; init; }

    /// <summary>What the last try that sent partial images left; kept until the slot is ready, offered while it is failed.</summary>
    public UnfinishedImage? Unfinished { get; init; }

    public bool Ended => Status is SlotStatus.Ready or SlotStatus.Failed or SlotStatus.Cancelled;
}

/// <summary>A generation as the store holds it: what was asked, and where each of its slots stands.</summary>
public sealed record GenerationState
{
    public required string Id { get; init; }

    public required GenerationRequest Request { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public GenerationStatus Status { get; init; } = GenerationStatus.Running;

    /// <summary>The sequence number of its newest event; 0 before the first.</summary>
    public long LastSequence { get; init; }

    /// <summary>In order of <see cref="SlotState.ImageIndex"/>, one for each image.</summary>
    public required ImmutableArray<SlotState> Slots { get; init; }

    public int Done => Slots.Count(slot => slot.Status == SlotStatus.Ready);

    public bool Ended => Status != GenerationStatus.Running;

    /// <summary>What the provider that makes a slot's image is asked for.</summary>
    public GenerationRequest RequestOf(int imageIndex) => Slots[imageIndex].Fallback?.Request ?? Request;
}
