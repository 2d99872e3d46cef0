using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Darkroom;

/// <summary>What was asked for, checked and with every default filled in. Stored with the generation and never changed.</summary>
public sealed record GenerationRequest
{
    /// <summary>1 to as many characters (grapheme clusters) as the provider takes.</summary>
    public required string Prompt { get; init; }

    /// <summary>How many images, 1 to 16.</summary>
    public required int N { get; init; }

    public required PixelSize Size { get; init; }

    /// <summary>The provider's id.</summary>
    public required string Provider { get; init; }

    public string? Model { get; init; }

    public string? Quality { get; init; }

    public string? NegativePrompt { get; init; }

    /// <summary>Slot i uses this plus i; null where the provider has no seeds.</summary>
    public long? Seed { get; init; }

    /// <summary>Partial images wanted of each image, 0 to 3.</summary>
    public int PartialImages { get; init; }

    /// <summary><c>png</c>, <c>jpeg</c> or <c>webp</c>; null for the provider's default.</summary>
    public string? OutputFormat { get; init; }

    /// <summary>The pictures to work from, in the order they were given; null where words are all there is, as in requests stored before there were any.</summary>
    public ImmutableArray<InputImage>? Images { get; init; }

    /// <summary>Which part of the first picture may change: a PNG of its proportions, transparent where it may.</summary>
    public InputImage? Mask { get; init; }

    /// <summary>The campaign it belongs to, if any.</summary>
    public string? CampaignId { get; init; }

    /// <summary>The pictures and, last, the mask.</summary>
    [JsonIgnore]
    public ImmutableArray<InputImage> Inputs => [.. Images ?? [], .. Mask is null ? (InputImage[])[] : [Mask]];

    /// <summary>The image of the gallery that this one is a version of: the first that it works from.</summary>
    [JsonIgnore]
    public string? ParentId => Images?.FirstOrDefault(image => image.ImageId is not null)?.ImageId;
}
