using System.Text.Json.Serialization;

namespace Darkroom.Client;

/// <summary>Which images the events carry.</summary>
public enum InlineImages
{
    /// <summary>None: events have addresses and ids only.</summary>
    None,

    /// <summary>The previews of partial images, about 512 pixels wide.</summary>
    Previews,

    /// <summary>The previews, and finished images 1024 pixels wide.</summary>
    All,
}

/// <summary>What a generation is doing.</summary>
[JsonConverter(typeof(NameJson<GenerationStage>))]
public enum GenerationStage
{
    /// <summary>A stage that this version of the client does not know.</summary>
    Unknown,

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

/// <summary>One entry of a generation's event log. Pattern matching over the nested types covers every event.</summary>
public abstract record GenerationEvent
{
    private GenerationEvent()
    {
    }

    /// <summary>The number of the event within the generation, from 1. Following after it returns every later event exactly once.</summary>
    [JsonIgnore]
    public long Id { get; init; }

    /// <summary>The id of the generation.</summary>
    public string GenerationId { get; init; } = "";

    /// <summary>What happens now.</summary>
    public sealed record Progress : GenerationEvent
    {
        /// <summary>What is being done.</summary>
        public required GenerationStage Stage { get; init; }

        /// <summary>The number of the image, from 0; null for the whole generation.</summary>
        public int? ImageIndex { get; init; }

        /// <summary>The number of finished images.</summary>
        public int Done { get; init; }

        /// <summary>The number of requested images.</summary>
        public int Of { get; init; }

        /// <summary>What happens, as a sentence.</summary>
        public string Message { get; init; } = "";

        /// <summary>The part that is done, 0 to 1; null if it is unknown.</summary>
        public double? Fraction { get; init; }

        /// <summary>The time until the image is expected; null if it is unknown.</summary>
        [JsonPropertyName("eta_ms")]
        [JsonConverter(typeof(MillisecondsJson))]
        public TimeSpan? Eta { get; init; }

        /// <summary>The number of images before this one in the provider's own queue; null if it is unknown.</summary>
        public int? QueuePosition { get; init; }

        /// <summary>Whether <see cref="Eta"/> or <see cref="Fraction"/> is an estimate.</summary>
        public bool Estimated { get; init; }
    }

    /// <summary>An unfinished image that the provider sent while it works.</summary>
    public sealed record PartialImage : GenerationEvent
    {
        /// <summary>The number of the image, from 0.</summary>
        public required int ImageIndex { get; init; }

        /// <summary>The number of the partial image, from 0. It only increases within one try.</summary>
        public required int PartialImageIndex { get; init; }

        /// <summary>The address of a preview of about 512 pixels, from the root of the server.</summary>
        public required string Url { get; init; }

        /// <summary>The width of the preview in pixels.</summary>
        public int Width { get; init; }

        /// <summary>The height of the preview in pixels.</summary>
        public int Height { get; init; }

        /// <summary>The media type of the preview.</summary>
        public string Mime { get; init; } = "";

        /// <summary>The preview; null if it was not requested, or if a newer one has replaced it.</summary>
        public ReadOnlyMemory<byte>? Data { get; init; }
    }

    /// <summary>A finished image, which is in the gallery.</summary>
    public sealed record Image : GenerationEvent
    {
        /// <summary>The number of the image, from 0.</summary>
        public required int ImageIndex { get; init; }

        /// <summary>The id of the image in the gallery.</summary>
        [JsonPropertyName("id")]
        public required string ImageId { get; init; }

        /// <summary>The width of the original in pixels.</summary>
        public required int Width { get; init; }

        /// <summary>The height of the original in pixels.</summary>
        public required int Height { get; init; }

        /// <summary>The media type of the original.</summary>
        public required string Mime { get; init; }

        /// <summary>The length of the original in bytes.</summary>
        public long Bytes { get; init; }

        /// <summary>A blurred placeholder of about 25 bytes (ThumbHash).</summary>
        public ReadOnlyMemory<byte> Thumbhash { get; init; }

        /// <summary>The provider that made it.</summary>
        public string? Provider { get; init; }

        /// <summary>The model that made it; null if it is unknown.</summary>
        public string? Model { get; init; }

        /// <summary>The seed; null if the provider has none.</summary>
        public long? Seed { get; init; }

        /// <summary>The prompt as the provider changed it; null if it did not.</summary>
        public string? RevisedPrompt { get; init; }

        /// <summary>How long it took.</summary>
        [JsonPropertyName("elapsed_ms")]
        [JsonConverter(typeof(MillisecondsJson))]
        public TimeSpan Elapsed { get; init; }

        /// <summary>The cost in US dollars; null if it is unknown.</summary>
        public decimal? CostUsd { get; init; }

        /// <summary>How it differs from the request, one sentence each; null if it does not.</summary>
        public IReadOnlyList<string>? Differences { get; init; }

        /// <summary>The image 1024 pixels wide; null if it was not requested.</summary>
        public ReadOnlyMemory<byte>? Data { get; init; }
    }

    /// <summary>An image that was not made.</summary>
    public sealed record Error : GenerationEvent
    {
        /// <summary>The number of the image, from 0; null for the whole generation.</summary>
        public int? ImageIndex { get; init; }

        /// <summary>One of <see cref="ErrorCodes"/>, or a newer one.</summary>
        public required string Code { get; init; }

        /// <summary>What happened, as a sentence.</summary>
        public string Message { get; init; } = "";

        /// <summary>What a person can do about it.</summary>
        public string? Advice { get; init; }

        /// <summary>Whether another try can succeed.</summary>
        public bool Retryable { get; init; }

        /// <summary>How long the provider asks to wait; null if it does not.</summary>
        [JsonPropertyName("retry_after_ms")]
        [JsonConverter(typeof(MillisecondsJson))]
        public TimeSpan? RetryAfter { get; init; }

        /// <summary>The address of the last partial image, from the root of the server; null if there was none.</summary>
        public string? UnfinishedUrl { get; init; }
    }

    /// <summary>Every image has ended. A retry adds events after it, and another one of these.</summary>
    public sealed record Complete : GenerationEvent
    {
        /// <summary>How the generation ended.</summary>
        public required RunStatus Status { get; init; }

        /// <summary>The number of finished images.</summary>
        public int Done { get; init; }

        /// <summary>The number of failed images.</summary>
        public int Failed { get; init; }

        /// <summary>The number of requested images.</summary>
        public int Of { get; init; }

        /// <summary>The time since the request.</summary>
        [JsonPropertyName("elapsed_ms")]
        [JsonConverter(typeof(MillisecondsJson))]
        public TimeSpan Elapsed { get; init; }
    }

    /// <summary>An event of a newer server.</summary>
    public sealed record Unknown : GenerationEvent
    {
        /// <summary>The name of the event.</summary>
        public required string Type { get; init; }

        /// <summary>Its data, which is usually one JSON object.</summary>
        public required string Data { get; init; }
    }
}
