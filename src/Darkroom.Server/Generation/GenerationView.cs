using System.Collections.Immutable;
using Darkroom.Jobs;

namespace Darkroom.Server.Generation;

/// <summary>A generation as the API shows it.</summary>
/// <param name="Status">running, completed, partial, failed or cancelled.</param>
/// <param name="LastEventId">The newest event's id: follow <paramref name="EventsUrl"/> after it to miss nothing and see nothing twice.</param>
public sealed record GenerationView(
    string Id,
    GenerationStatus Status,
    DateTimeOffset CreatedAt,
    GenerationRequest Request,
    int Done,
    int Of,
    long LastEventId,
    string EventsUrl,
    ImmutableArray<SlotView> Images)
{
    internal static GenerationView From(GenerationState state) => new(
        state.Id,
        state.Status,
        state.CreatedAt,
        state.Request,
        state.Done,
        state.Request.N,
        state.LastSequence,
        $"{PublicPaths.Generation(state.Id)}/events",
        [.. state.Slots.Select(SlotView.From)]);
}

/// <summary>One of a generation's images.</summary>
/// <param name="Slot">Counts from 0.</param>
/// <param name="Status">waiting, running, ready, failed or cancelled.</param>
/// <param name="Url">The original, once ready.</param>
/// <param name="Thumbhash">Base64 of a blurred placeholder, once ready.</param>
/// <param name="Error">Once failed.</param>
public sealed record SlotView(int Slot, SlotStatus Status, string? Id, string? Url, string? Thumbhash, SlotError? Error)
{
    internal static SlotView From(SlotState slot) => new(
        slot.ImageIndex,
        slot.Status,
        slot.ImageId,
        slot.ImageId is { } id ? PublicPaths.Image(id) : null,
        slot.ThumbHash.IsEmpty ? null : Convert.ToBase64String(slot.ThumbHash.AsSpan()),
        slot.Failure is { } failure ? new SlotError(failure.Code, failure.Message, failure.Retryable) : null);
}

/// <param name="Retryable">Whether POST …/retry makes sense.</param>
public sealed record SlotError(FailureCode Code, string Message, bool Retryable);
