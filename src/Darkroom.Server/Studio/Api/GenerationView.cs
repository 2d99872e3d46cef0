using System.Collections.Immutable;
using Darkroom.Generations;
using Darkroom.Storage;

namespace Darkroom.Server.Studio.Api;

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
    internal static GenerationView From(GenerationState state) => From(state, ImmutableDictionary<int, PartialPreview>.Empty);

    internal static GenerationView From(GenerationState state, ImmutableDictionary<int, PartialPreview> frames) => new(
        state.Id,
        state.Status,
        state.CreatedAt,
        state.Request,
        state.Done,
        state.Request.N,
        state.LastSequence,
        $"{PublicPaths.Generation(state.Id)}/events",
        [.. state.Slots.Select(slot => SlotView.From(state.Id, slot, state.Request, frames.GetValueOrDefault(slot.ImageIndex)))]);
}

/// <summary>One of a generation's images.</summary>
/// <param name="Slot">Counts from 0.</param>
/// <param name="Status">waiting, running, ready, failed or cancelled.</param>
/// <param name="Url">The original, once ready.</param>
/// <param name="Thumbhash">Base64 of a blurred placeholder, once ready.</param>
/// <param name="Error">Once failed.</param>
/// <param name="Frame">The newest partial image while it is being made; only in the snapshot of GET /api/events.</param>
/// <param name="Progress">What was last told about it, until it ends.</param>
/// <param name="Provider">Who makes or made it: the provider that was asked for, unless another one stands in for it.</param>
/// <param name="Fallback">Why another provider than the one asked for made it, once ready.</param>
/// <param name="UnfinishedUrl">The last partial image of one that failed after it; it is not an image of the gallery.</param>
/// <param name="Differences">Where the image differs from what was asked for, a sentence each.</param>
public sealed record SlotView(
    int Slot, SlotStatus Status, string? Id, string? Url, string? Thumbhash, SlotError? Error, SlotFrame? Frame,
    SlotProgress? Progress, string Provider, ImageFallback? Fallback, ImmutableArray<string>? Differences, string? UnfinishedUrl)
{
    internal static SlotView From(string generationId, SlotState slot, GenerationRequest request, PartialPreview? frame) => new(
        slot.ImageIndex,
        slot.Status,
        slot.ImageId,
        slot.ImageId is { } id ? PublicPaths.Image(id) : null,
        slot.ThumbHash.IsEmpty ? null : Convert.ToBase64String(slot.ThumbHash.AsSpan()),
        slot.Failure is { } failure ? new SlotError(failure.Code, failure.Message, failure.Retryable) : null,
        frame is null || slot.Ended ? null : new SlotFrame(frame.Index, PublicPaths.Preview(frame.PreviewKey), frame.Width, frame.Height, frame.Mime),
        slot.Progress,
        (slot.Fallback?.Request ?? request).Provider,
        slot.Made?.Fallback,
        slot.Made?.DifferencesFrom(request),
        slot is { Status: SlotStatus.Failed, Unfinished: not null } ? PublicPaths.Unfinished(generationId, slot.ImageIndex) : null);
}

/// <param name="PartialImageIndex">Counts from 0.</param>
/// <param name="Url">Where its preview is served.</param>
public sealed record SlotFrame(int PartialImageIndex, string Url, int Width, int Height, string Mime);

/// <param name="Retryable">Whether POST …/retry makes sense.</param>
public sealed record SlotError(FailureCode Code, string Message, bool Retryable);
