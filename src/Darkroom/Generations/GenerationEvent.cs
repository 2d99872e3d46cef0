using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Darkroom.Generations;

/// <summary>Where a generation or one of its images stands, for <see cref="GenerationEvent.Progress"/>.</summary>
public enum ProgressStage
{
    /// <summary>Accepted; nothing has begun.</summary>
    Queued,

    /// <summary>A runner took the image on.</summary>
    Started,

    /// <summary>The provider is at work.</summary>
    Generating,

    /// <summary>The final image is there and being stored.</summary>
    Finishing,

    /// <summary>To be tried again later; the message says why.</summary>
    Waiting,
}

/// <summary>
/// One entry of a generation's event log. What is serialised here is what watchers get, byte for byte; absent values are left out.
/// </summary>
public abstract record GenerationEvent
{
    private GenerationEvent(string generationId, string type, int? slot, string? picture = null) =>
        (GenerationId, Type, Slot, Picture) = (generationId, type, slot, picture);

    [JsonPropertyOrder(-1)]
    public string GenerationId { get; }

    /// <summary>The event's name on the wire.</summary>
    [JsonIgnore]
    public string Type { get; }

    /// <summary>The image it is about, or null when it is about the whole generation.</summary>
    [JsonIgnore]
    public int? Slot { get; }

    /// <summary>Where the picture that belongs to it is stored, if it has one: for watchers who want the bytes in the event.</summary>
    [JsonIgnore]
    public string? Picture { get; }

    public sealed record Progress(string GenerationId, ProgressStage Stage, int? ImageIndex, int Done, int Of, string Message)
        : GenerationEvent(GenerationId, "progress", ImageIndex)
    {
        /// <summary>0 to 1, only where the provider knows it.</summary>
        public double? Fraction { get; init; }

        /// <summary>Milliseconds until the image is expected.</summary>
        public long? EtaMs { get; init; }

        /// <summary>How many are before it in the provider's own queue.</summary>
        public int? QueuePosition { get; init; }

        /// <summary>True where <see cref="EtaMs"/> or <see cref="Fraction"/> is an estimate.</summary>
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

        /// <summary>The original's length.</summary>
        public long Bytes => Finished.Bytes;

        /// <summary>Base64 of about 25 bytes.</summary>
        public string Thumbhash => Convert.ToBase64String(Finished.ThumbHash.AsSpan());

        public string Provider => Finished.Provider;

        public string? Model => Finished.Model;

        public long? Seed => Finished.Seed;

        public string? RevisedPrompt => Finished.RevisedPrompt;

        /// <summary>As the provider reports it.</summary>
        public string? Quality => Finished.Quality;

        /// <summary>The size, background and format that the provider reports.</summary>
        public ReportedOutput? Reported => Finished.Reported;

        /// <summary>Why another provider than the one asked for made it.</summary>
        public ImageFallback? Fallback { get; init; }

        /// <summary>Where it differs from what was asked for, a sentence each.</summary>
        public ImmutableArray<string>? Differences { get; init; }

        public TokenUsage? Usage => Finished.Usage;

        /// <summary>US dollars; absent where nobody knows.</summary>
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

        /// <summary>Where the last partial image can be downloaded; absent if there was none.</summary>
        public string? UnfinishedUrl { get; init; }
    }

    /// <summary>Every slot has ended. A retry by hand may add events after it, and another one of these.</summary>
    public sealed record Complete(
        string GenerationId, GenerationStatus Status, ImmutableArray<EndedSlot> Images, int Done, int Failed, int Of, long ElapsedMs)
        : GenerationEvent(GenerationId, "complete", null);
}

/// <summary>How one slot ended, as <see cref="GenerationEvent.Complete"/> lists it.</summary>
public sealed record EndedSlot(int ImageIndex, SlotStatus Status, string? Id, string? Url, FailureCode? Code);

/// <summary>An event as the log holds it.</summary>
/// <param name="Sequence">Counts from 1 in its generation, without gaps.</param>
/// <param name="Type">Its name on the wire.</param>
/// <param name="ImageIndex">The slot it is about, or null.</param>
/// <param name="At">When it was written.</param>
/// <param name="Json">One JSON object, exactly as watchers get it.</param>
/// <param name="Image">The preview's key or the image's id that belongs to it, or null.</param>
public sealed record LoggedEvent(long Sequence, string Type, int? ImageIndex, DateTimeOffset At, string Json, string? Image);
