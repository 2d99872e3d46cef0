using Darkroom.Storage;

namespace Darkroom.Server.Studio.Api;

/// <summary>A generation in the API.</summary>
/// <param name="Status">running, completed, partial, failed or cancelled.</param>
/// <param name="Done">The number of finished images.</param>
/// <param name="Of">The number of requested images.</param>
/// <param name="LastEventId">The id of the newest event: follow <paramref name="EventsUrl"/> after it to get every later event exactly once.</param>
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
    /// <summary>The id of the API key that started it; only for the operator, and absent if no key did.</summary>
    public string? ApiKey { get; init; }

    internal static GenerationView From(GenerationState state) => From(state, ImmutableDictionary<int, PartialPreview>.Empty);

    internal static GenerationView From(GenerationState state, ImmutableDictionary<int, PartialPreview> partials) => new(
        state.Id,
        state.Status,
        state.CreatedAt,
        state.Request,
        state.Done,
        state.Request.N,
        state.LastSequence,
        $"{PublicPaths.Generation(state.Id)}/events",
        [.. state.Slots.Select(slot => SlotView.From(state.Id, slot, state.Request, partials.GetValueOrDefault(slot.ImageIndex)))]);
}

/// <summary>One image of a generation.</summary>
/// <param name="Slot">The index of the image, from 0.</param>
/// <param name="Status">waiting, running, ready, failed or cancelled.</param>
/// <param name="Url">The original, once ready.</param>
/// <param name="Thumbhash">Base64 of a blurred placeholder, once ready.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Frame">The newest partial image of a running slot; only in the snapshot of GET /api/events.</param>
/// <param name="Progress">The last reported progress, until the slot ends.</param>
/// <param name="Provider">The provider that makes or made the image: the requested one, or its fallback.</param>
/// <param name="Fallback">Why another provider than the requested one made the image, once ready.</param>
/// <param name="UnfinishedUrl">The last partial image of a slot that failed after it; it is not an image of the gallery.</param>
/// <param name="Differences">How the image differs from the request, in sentences.</param>
public sealed record SlotView(
    int Slot, SlotStatus Status, string? Id, string? Url, string? Thumbhash, ImageError? Error, SlotFrame? Frame,
    SlotProgress? Progress, string Provider, ImageFallback? Fallback, ImmutableArray<string>? Differences, string? UnfinishedUrl)
{
    internal static SlotView From(string generationId, SlotState slot, GenerationRequest request, PartialPreview? partial) => new(
        slot.ImageIndex,
        slot.Status,
        slot.ImageId,
        slot.ImageId is { } id ? PublicPaths.Image(id) : null,
        slot.ThumbHash.IsEmpty ? null : Convert.ToBase64String(slot.ThumbHash.AsSpan()),
        ImageError.From(slot.Failure),
        partial is null || slot.Ended ? null : new SlotFrame(partial.Index, PublicPaths.Preview(partial.PreviewKey), partial.Width, partial.Height, partial.Mime),
        slot.Progress,
        (slot.Fallback?.Request ?? request).Provider,
        slot.Made?.Fallback,
        slot.Made?.DifferencesFrom(request),
        slot is { Status: SlotStatus.Failed, Unfinished: not null } ? PublicPaths.Unfinished(generationId, slot.ImageIndex) : null);
}

/// <summary>The preview of a partial image.</summary>
/// <param name="PartialImageIndex">The index of the partial image, from 0.</param>
/// <param name="Url">The address of its preview.</param>
public sealed record SlotFrame(int PartialImageIndex, string Url, int Width, int Height, string Mime);
