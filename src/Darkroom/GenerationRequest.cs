using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Darkroom;

/// <summary>The settings of an image: validated, with every default filled in.</summary>
public abstract record ImageSettings
{
    /// <summary>The largest integer that JavaScript reads exactly: seeds pass through browsers.</summary>
    public const long MaxSeed = 9_007_199_254_740_991;

    /// <summary>1 to the model's maximum of characters (grapheme clusters).</summary>
    public required string Prompt { get; init; }

    public required PixelSize Size { get; init; }

    /// <summary>The model's name; null for the provider's default.</summary>
    public string? Model { get; init; }

    /// <summary>One of the model's qualities; null for its default.</summary>
    public string? Quality { get; init; }

    public string? NegativePrompt { get; init; }

    /// <summary>The same seed, prompt and size give the same image; null if the provider has no seeds.</summary>
    public long? Seed { get; init; }

    /// <summary>How many partial images to request, 0 to 3. A provider may send fewer, or one without a request.</summary>
    public int PartialImages { get; init; }

    /// <summary><c>png</c>, <c>jpeg</c> or <c>webp</c>; null for the provider's default.</summary>
    public string? OutputFormat { get; init; }

    /// <summary><c>auto</c>, <c>opaque</c> or <c>transparent</c>; null for the model's default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Background { get; init; }

    /// <summary>The compression of JPEG and WebP, 0 (small) to 100 (best); null for the model's default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? OutputCompression { get; init; }

    /// <summary><c>auto</c> or <c>low</c>; null for the service's default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Moderation { get; init; }

    /// <summary>How closely the result follows the images to work from: <c>low</c> or <c>high</c>; null for the model's default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? InputFidelity { get; init; }

    /// <summary>The options of a local or open engine; null if the model has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EngineOptions? Options { get; init; }

    /// <summary>The images to work from, in the order of the request; null if there are none, as in requests of older versions.</summary>
    public ImmutableArray<InputImage>? Images { get; init; }

    /// <summary>The part of the first image that may change: a PNG of its proportions, transparent where it may change.</summary>
    public InputImage? Mask { get; init; }
}

/// <summary>A validated request for n images. Stored with the generation and never changed.</summary>
/// <remarks>Image i uses <see cref="ImageSettings.Seed"/> plus i.</remarks>
public sealed record GenerationRequest : ImageSettings
{
    /// <summary>The number of images, 1 to 16.</summary>
    public required int N { get; init; }

    /// <summary>The provider's id.</summary>
    public required string Provider { get; init; }

    /// <summary>The id of the campaign that the generation belongs to, if any.</summary>
    public string? CampaignId { get; init; }

    /// <summary>Whether partial images are also kept in full size, for a client that cannot show previews.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool KeepPartials { get; init; }

    /// <summary>The images to work from and, last, the mask.</summary>
    [JsonIgnore]
    public ImmutableArray<InputImage> Inputs => [.. Images ?? [], .. Mask is null ? (InputImage[])[] : [Mask]];

    /// <summary>The id of the gallery image that the result is a version of: the first to work from.</summary>
    [JsonIgnore]
    public string? ParentId => Images?.FirstOrDefault(image => image.ImageId is not null)?.ImageId;
}
