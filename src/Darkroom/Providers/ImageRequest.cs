using System.Collections.Immutable;

namespace Darkroom.Providers;

/// <summary>What one call to a provider asks for: exactly one image.</summary>
public sealed record ImageRequest
{
    /// <summary>1 to the model's longest prompt, in grapheme clusters.</summary>
    public required string Prompt { get; init; }

    public required PixelSize Size { get; init; }

    /// <summary>The model's name, or null for the provider's default.</summary>
    public string? Model { get; init; }

    /// <summary>One of the model's qualities, or null for its default.</summary>
    public string? Quality { get; init; }

    public string? NegativePrompt { get; init; }

    /// <summary>The same seed, prompt and size make the same image where the provider has seeds.</summary>
    public long? Seed { get; init; }

    /// <summary>How many partial images to ask for, 0 to 3. A provider may send fewer, or one unasked.</summary>
    public int PartialImages { get; init; }

    /// <summary><c>png</c>, <c>jpeg</c> or <c>webp</c>, or null for the provider's default.</summary>
    public string? OutputFormat { get; init; }

    /// <summary>Pictures to work from, in the order a person gave them; empty where the picture is made from words alone.</summary>
    public ImmutableArray<ReferenceImage> References { get; init; } = [];

    /// <summary>Which part of the first reference may change: a PNG of the same size, as both are sent, transparent where it may.</summary>
    public ReferenceImage? Mask { get; init; }

    /// <summary>
    /// What an earlier call of this provider reported with <see cref="GenerationUpdate.Resumable"/>: pick that work up instead of
    /// beginning anew.
    /// </summary>
    public string? ResumeToken { get; init; }
}
