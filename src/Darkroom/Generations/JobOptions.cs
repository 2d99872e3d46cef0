using System.ComponentModel.DataAnnotations;

namespace Darkroom.Generations;

/// <summary>What happens to an image that was being made when the server crashed or stopped.</summary>
public enum OnInterrupted
{
    /// <summary>Retry it if the provider is free; report it if the call may have been charged.</summary>
    Auto,

    /// <summary>Retry it. A paid call may be charged twice.</summary>
    Retry,

    /// <summary>Report it as interrupted; a person may retry it.</summary>
    Report,
}

/// <summary>The settings of the job engine, under <c>Jobs:…</c>.</summary>
public sealed record JobOptions
{
    /// <summary>What happens to slots that were running when the process ended.</summary>
    public OnInterrupted OnInterrupted { get; init; } = OnInterrupted.Auto;

    /// <summary>The number of slots of all generations that may wait or run. A request that would exceed it is refused with 429.</summary>
    [Range(16, 1_000_000)]
    public int QueueLimit { get; init; } = 2000;

    /// <summary>
    /// The maximum number of tries of a slot whose provider fails temporarily, or whose server stops while it runs.
    /// </summary>
    [Range(1, 10)]
    public int MaxTries { get; init; } = 3;

    /// <summary>The maximum time from the first try of an image to its last, waits included, in seconds.</summary>
    [Range(10, 86_400)]
    public int DeadlineSeconds { get; init; } = 1800;

    /// <summary>How long running provider calls may take to finish when the server stops, in seconds; 0 to stop at once.</summary>
    [Range(0, 600)]
    public int DrainSeconds { get; init; } = 20;

    /// <summary>How long a claimed slot belongs to its runner unless the lease is renewed, in seconds.</summary>
    [Range(5, 600)]
    public int LeaseSeconds { get; init; } = 30;

    /// <summary>
    /// The number of images that may be in memory between the providers and the disk. Beyond it, providers' connections wait, and partial images
    /// that wait too long are skipped.
    /// </summary>
    [Range(1, 1000)]
    public int ImagesInMemory { get; init; } = 8;

    /// <summary>The size that these images may have together, in MB. One image of any size is always received.</summary>
    [Range(1, 100_000)]
    public int ImageMegabytesInMemory { get; init; } = 32;

    /// <summary>
    /// How many days after a generation has ended its progress and partial-image events are kept, for clients that replay it; 0 to keep them for
    /// ever.
    /// </summary>
    [Range(0, 36_500)]
    public int KeepEventsDays { get; init; } = 7;

    /// <summary>The pause before the storage is tried again after a fault.</summary>
    internal static TimeSpan FaultPause { get; } = TimeSpan.FromSeconds(1);

    internal TimeSpan LeaseTime => TimeSpan.FromSeconds(LeaseSeconds);
}
