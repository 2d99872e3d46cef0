namespace Darkroom.Generations;

/// <summary>A step of a slot that is being made, to be told.</summary>
/// <param name="Fraction">How much is done, 0 to 1, only where the provider knows.</param>
/// <param name="Remaining">How long it will still take, as somebody estimates.</param>
/// <param name="QueuePosition">How many are before it in the provider's own queue.</param>
public sealed record SlotStep(ProgressStage Stage, double? Fraction = null, TimeSpan? Remaining = null, int? QueuePosition = null);

/// <summary>What was last told about a slot that has not ended, for those who come later.</summary>
/// <param name="At">When it was told: <paramref name="EtaMs"/> counts from then.</param>
/// <param name="Fraction">0 to 1, only where the provider knows it.</param>
/// <param name="QueuePosition">How many are before it in the provider's own queue.</param>
/// <param name="EtaMs">Milliseconds until the image, or the next try, is expected.</param>
/// <param name="Estimated">True where <paramref name="EtaMs"/> is an estimate.</param>
public sealed record SlotProgress(
    ProgressStage Stage, string Message, DateTimeOffset At, double? Fraction, int? QueuePosition, long? EtaMs, bool? Estimated)
{
    public static SlotProgress From(GenerationEvent.Progress told, DateTimeOffset at) =>
        new(told.Stage, told.Message, at, told.Fraction, told.QueuePosition, told.EtaMs, told.Estimated);
}
