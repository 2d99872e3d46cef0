using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Darkroom.Generations;

/// <summary>The stage of a generation or of one of its images, for <see cref="GenerationEvent.Progress"/>.</summary>
public enum ProgressStage
{
    /// <summary>Accepted, not started.</summary>
    Queued,

    /// <summary>A runner has claimed the image.</summary>
    Started,

    /// <summary>The provider is working.</summary>
    Generating,

    /// <summary>The final image has arrived and is being stored.</summary>
    Finishing,

    /// <summary>Waiting for another try; the message says why.</summary>
    Waiting,
}

/// <summary>
/// One entry of a generation's event log. Clients get its JSON byte for byte; null values are left out.
/// </summary>
public abstract record GenerationEvent
{
    private GenerationEvent(string generationId, string type, int? slot, string? image = null) =>
        (GenerationId, Type, Slot, StoredImage) = (generationId, type, slot, image);

    [JsonPropertyOrder(-1)]
    public string GenerationId { get; }

    /// <summary>The event's name for clients.</summary>
    [JsonIgnore]
    public string Type { get; }

    /// <summary>The index of the image that the event is about; null for the whole generation.</summary>
    [JsonIgnore]
    public int? Slot { get; }

    /// <summary>The preview key or the image id of the event's image, for clients that want the bytes in the event; null if it has none.</summary>
    [JsonIgnore]
    public string? StoredImage { get; }

    public sealed record Progress(string GenerationId, ProgressStage Stage, int? ImageIndex, int Done, int Of, string Message)
        : GenerationEvent(GenerationId, "progress", ImageIndex)
    {
        /// <summary>The part that is done, 0 to 1; null if the provider does not report it.</summary>
        public double? Fraction { get; init; }

        /// <summary>The milliseconds until the image is expected; null if that is unknown.</summary>
        public long? EtaMs { get; init; }

        /// <summary>The number of images before this one in the provider's own queue; null if it is unknown.</summary>
        public int? QueuePosition { get; init; }

        /// <summary>True if <see cref="EtaMs"/> or <see cref="Fraction"/> is an estimate.</summary>
        public bool? Estimated { get; init; }
    }

    public sealed record PartialImage(
        string GenerationId, int ImageIndex, int PartialImageIndex, string Url, int Width, int Height, string Mime,
        [property: JsonIgnore] string PreviewKey)
        : GenerationEvent(GenerationId, "partial_image", ImageIndex, PreviewKey);

    public sealed record Image(string GenerationId, int ImageIndex, FinishedImage Finished, long ElapsedMs)
        : GenerationEvent(GenerationId, "image", ImageIndex, Finished.Id)
    {
        [JsonIgnore]
        public FinishedImage Finished { get; } = Finished;

        public string Id => Finished.Id;

        public string Url => PublicPaths.Image(Finished.Id);

        public int Width => Finished.Size.Width;

        public int Height => Finished.Size.Height;

        public string Mime => Finished.Mime;

        /// <summary>The length of the original.</summary>
        public long Bytes => Finished.Bytes;

        /// <summary>The blurred placeholder: Base64 of about 25 bytes.</summary>
        public string Thumbhash => Convert.ToBase64String(Finished.ThumbHash.AsSpan());

        public string Provider => Finished.Provider;

        public string? Model => Finished.Model;

        public long? Seed => Finished.Seed;

        public string? RevisedPrompt => Finished.RevisedPrompt;

        /// <summary>The quality that the provider reports.</summary>
        public string? Quality => Finished.Quality;

        /// <summary>The size, background and format that the provider reports.</summary>
        public ReportedOutput? Reported => Finished.Reported;

        /// <summary>Why another provider than the requested one made the image; null if the requested one did.</summary>
        public ImageFallback? Fallback { get; init; }

        /// <summary>The differences from the request, one sentence each; null if there are none.</summary>
        public ImmutableArray<string>? Differences { get; init; }

        public TokenUsage? Usage => Finished.Usage;

        /// <summary>The US dollars; null if the cost is unknown.</summary>
        public decimal? CostUsd => Finished.Cost?.Usd;

        public CostBasis? CostBasis => Finished.Cost?.Basis;
    }

    public sealed record SlotFailed(string GenerationId, int? ImageIndex, FailureCode Code, string Message, bool Retryable)
        : GenerationEvent(GenerationId, "error", ImageIndex)
    {
        public long? RetryAfterMs { get; init; }

        internal static SlotFailed From(string generationId, int imageIndex, Failure failure) =>
            new(generationId, imageIndex, failure.Code, failure.Message, failure.Retryable)
            {
                RetryAfterMs = failure.RetryAfter is { } wait ? Math.Max(0, (long)wait.TotalMilliseconds) : null,
                Moderation = failure.Moderation,
            };

        /// <summary>What a person can do about it.</summary>
        public string Advice => FailureAdvice.For(Code);

        /// <summary>Only with <c>moderation_blocked</c>.</summary>
        public ModerationVerdict? Moderation { get; init; }

        /// <summary>The address of the last partial image; null if there was none.</summary>
        public string? UnfinishedUrl { get; init; }
    }

    /// <summary>Every slot has ended. A retry by a person, or an image that comes late, adds events after it and another one of these.</summary>
    public sealed record Complete(
        string GenerationId, GenerationStatus Status, ImmutableArray<EndedSlot> Images, int Done, int Failed, int Of, long ElapsedMs)
        : GenerationEvent(GenerationId, "complete", null);
}

/// <summary>The result of one slot in <see cref="GenerationEvent.Complete"/>.</summary>
public sealed record EndedSlot(int ImageIndex, SlotStatus Status, string? Id, string? Url, FailureCode? Code);

/// <summary>An event of the log.</summary>
/// <param name="Sequence">The number within the generation, from 1. There are gaps only where old events were deleted.</param>
/// <param name="Type">The event's name for clients.</param>
/// <param name="ImageIndex">The index of the image that the event is about; null for the whole generation.</param>
/// <param name="At">When the event was written.</param>
/// <param name="Json">One JSON object, as clients get it.</param>
/// <param name="Image">The preview key or the image id of the event's image; null if it has none.</param>
public sealed record LoggedEvent(long Sequence, string Type, int? ImageIndex, DateTimeOffset At, string Json, string? Image);
