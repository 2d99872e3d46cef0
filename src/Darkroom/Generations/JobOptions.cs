using System.ComponentModel.DataAnnotations;

namespace Darkroom.Generations;

/// <summary>What happens to a picture whose making was cut off by a crash or a stop.</summary>
public enum OnInterrupted
{
    /// <summary>Retry where a call costs nothing, report where it may have been paid.</summary>
    Auto,

    /// <summary>Make it again. A paid call may be paid twice.</summary>
    Retry,

    /// <summary>Mark it interrupted and leave it to a person to retry.</summary>
    Report,
}

/// <summary>How the job engine works, under <c>Jobs:…</c>.</summary>
public sealed record JobOptions
{
    /// <summary>What becomes of slots that were running when the process ended.</summary>
    public OnInterrupted OnInterrupted { get; init; } = OnInterrupted.Auto;

    /// <summary>Slots that may wait or run at once, over all generations. More than that are refused with 429.</summary>
    [Range(16, 1_000_000)]
    public int QueueLimit { get; init; } = 2000;

    /// <summary>
    /// How often a slot is tried in all when the provider fails in a way that waiting may mend, or the server stops in the middle.
    /// </summary>
    [Range(1, 10)]
    public int MaxTries { get; init; } = 3;

    /// <summary>How long one image may take from its first try to its last, waits included, in seconds. Then it fails as timed out.</summary>
    [Range(10, 86_400)]
    public int DeadlineSeconds { get; init; } = 1800;

    /// <summary>When the server is told to stop: how long running provider calls may take to finish, in seconds. 0 stops at once.</summary>
    [Range(0, 600)]
    public int DrainSeconds { get; init; } = 20;

    /// <summary>How long a claimed slot stays its runner's without a sign of life, in seconds.</summary>
    [Range(5, 600)]
    public int LeaseSeconds { get; init; } = 30;
}
