using System.Collections.Immutable;

namespace Darkroom.Generations;

/// <summary>What somebody asked for, as they wrote it: nothing checked, nothing filled in. Null means not said.</summary>
public sealed record AskedGeneration
{
    public string? Prompt { get; init; }

    public int? N { get; init; }

    /// <summary>Such as <c>1024x1024</c>.</summary>
    public string? Size { get; init; }

    /// <summary>Such as <c>16:9</c>; instead of <see cref="Size"/>.</summary>
    public string? AspectRatio { get; init; }

    public string? Quality { get; init; }

    public string? Provider { get; init; }

    public string? Model { get; init; }

    public string? NegativePrompt { get; init; }

    public long? Seed { get; init; }

    public int? PartialImages { get; init; }

    public string? OutputFormat { get; init; }

    public ImmutableArray<ImageReference>? Images { get; init; }

    public ImageReference? Mask { get; init; }

    /// <summary>The campaign it belongs to, which is there.</summary>
    public string? CampaignId { get; init; }
}

/// <summary>What is wrong with one field, and what would be right.</summary>
/// <param name="Field">As the API names it, such as <c>partial_images</c>.</param>
public sealed record ValidationError(string Field, string Message);
