namespace Darkroom.Generations;

/// <summary>A step of a running slot.</summary>
/// <param name="Fraction">The part that is done, 0 to 1; null if the provider does not report it.</param>
/// <param name="Remaining">The estimated remaining time; null if it is unknown.</param>
/// <param name="QueuePosition">The number of images before this one in the provider's own queue; null if it is unknown.</param>
public sealed record SlotStep(ProgressStage Stage, double? Fraction = null, TimeSpan? Remaining = null, int? QueuePosition = null);

/// <summary>The progress of a slot that was reported last, for clients that come later.</summary>
/// <param name="At">When it was reported; <paramref name="EtaMs"/> counts from this time.</param>
/// <param name="Fraction">The part that is done, 0 to 1; null if the provider does not report it.</param>
/// <param name="QueuePosition">The number of images before this one in the provider's own queue; null if it is unknown.</param>
/// <param name="EtaMs">The milliseconds until the image, or the next try, is expected; null if it is unknown.</param>
/// <param name="Estimated">True if <paramref name="EtaMs"/> is an estimate.</param>
public sealed record SlotProgress(
    ProgressStage Stage, string Message, DateTimeOffset At, double? Fraction, int? QueuePosition, long? EtaMs, bool? Estimated)
{
    public static SlotProgress From(GenerationEvent.Progress progress, DateTimeOffset at) =>
        new(progress.Stage, progress.Message, at, progress.Fraction, progress.QueuePosition, progress.EtaMs, progress.Estimated);
}
