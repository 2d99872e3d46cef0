using System.Text.Json.Serialization;

namespace Darkroom.Client;

/// <summary>The state of a generation.</summary>
[JsonConverter(typeof(NameJson<RunStatus>))]
public enum RunStatus
{
    /// <summary>A state that this version of the client does not know.</summary>
    Unknown,

    /// <summary>At least one image has not ended.</summary>
    Running,

    /// <summary>Every image was made.</summary>
    Completed,

    /// <summary>Some images were made, others failed or were cancelled.</summary>
    Partial,

    /// <summary>No image was made and at least one failed.</summary>
    Failed,

    /// <summary>All images were cancelled.</summary>
    Cancelled,
}

/// <summary>The state of one image of a generation.</summary>
[JsonConverter(typeof(NameJson<ImageStatus>))]
public enum ImageStatus
{
    /// <summary>A state that this version of the client does not know.</summary>
    Unknown,

    /// <summary>Accepted but not started, or to be tried again later.</summary>
    Waiting,

    /// <summary>Its provider may be working on it.</summary>
    Running,

    /// <summary>The image is in the gallery.</summary>
    Ready,

    /// <summary>It failed; see <see cref="GenerationImage.Error"/>.</summary>
    Failed,

    /// <summary>A client cancelled it.</summary>
    Cancelled,
}

/// <summary>One request for images, and its state when it was read.</summary>
public sealed record Generation
{
    /// <summary>The id: 32 hexadecimal digits that sort by creation time.</summary>
    public required string Id { get; init; }

    /// <summary>The state of all its images together.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>When it was requested.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The request with every default filled in.</summary>
    public required GenerationSettings Request { get; init; }

    /// <summary>The number of finished images.</summary>
    public required int Done { get; init; }

    /// <summary>The number of requested images.</summary>
    public required int Of { get; init; }

    /// <summary>The id of its newest event: <see cref="DarkroomClient.FollowAsync"/> after it returns every later event exactly once.</summary>
    public required long LastEventId { get; init; }

    /// <summary>Its images by <see cref="GenerationImage.Index"/>.</summary>
    public required IReadOnlyList<GenerationImage> Images { get; init; }

    /// <summary>Whether no image waits or runs any more.</summary>
    [JsonIgnore]
    public bool Ended => Status is not (RunStatus.Running or RunStatus.Unknown);
}

/// <summary>A validated request.</summary>
public sealed record GenerationSettings
{
    /// <summary>What the images show.</summary>
    public required string Prompt { get; init; }

    /// <summary>The number of images.</summary>
    public int N { get; init; }

    /// <summary>Width x height in pixels, such as <c>1024x1024</c>.</summary>
    public string? Size { get; init; }

    /// <summary>The id of the provider.</summary>
    public string? Provider { get; init; }

    /// <summary>The name of the model; null for the provider's default.</summary>
    public string? Model { get; init; }

    /// <summary>The quality; null for the model's default.</summary>
    public string? Quality { get; init; }

    /// <summary>What the images should not show; null if there is none.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>The seed of the first image; null if the provider has none.</summary>
    public long? Seed { get; init; }

    /// <summary>How many partial images were requested of each image.</summary>
    public int PartialImages { get; init; }

    /// <summary>The file format; null for the provider's default.</summary>
    public string? OutputFormat { get; init; }

    /// <summary>The background; null for the model's default.</summary>
    public string? Background { get; init; }

    /// <summary>The compression of JPEG and WebP, 0 to 100; null for the model's default.</summary>
    public int? OutputCompression { get; init; }

    /// <summary>The id of the campaign that the images belong to; null for none.</summary>
    public string? CampaignId { get; init; }
}

/// <summary>One image of a generation.</summary>
public sealed record GenerationImage
{
    /// <summary>The number of the image, from 0.</summary>
    [JsonPropertyName("slot")]
    public required int Index { get; init; }

    /// <summary>Its state.</summary>
    public required ImageStatus Status { get; init; }

    /// <summary>The id in the gallery; null until it is ready.</summary>
    [JsonPropertyName("id")]
    public string? ImageId { get; init; }

    /// <summary>Why it failed; null if it did not.</summary>
    public ImageFailure? Error { get; init; }

    /// <summary>The provider that makes or made it: the requested one, or its fallback.</summary>
    public string? Provider { get; init; }

    /// <summary>How it differs from the request, one sentence each; null if it does not.</summary>
    public IReadOnlyList<string>? Differences { get; init; }
}

/// <summary>Why an image was not made.</summary>
/// <param name="Code">One of <see cref="ErrorCodes"/>, or a newer one.</param>
/// <param name="Message">What happened, as a sentence.</param>
/// <param name="Retryable">Whether another try can succeed.</param>
public sealed record ImageFailure(string Code, string Message, bool Retryable);
