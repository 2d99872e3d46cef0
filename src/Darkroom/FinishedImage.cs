using System.Collections.Immutable;

namespace Darkroom;

/// <summary>An image whose original is stored.</summary>
public record FinishedImage
{
    public required string Id { get; init; }

    /// <summary>The SHA-256 of the original, 64 hexadecimal digits.</summary>
    public required string BlobHash { get; init; }

    /// <summary>The media type, determined from the bytes.</summary>
    public required string Mime { get; init; }

    /// <summary>The length of the original.</summary>
    public required long Bytes { get; init; }

    /// <summary>The size, determined from the bytes; it may differ from the requested one.</summary>
    public required PixelSize Size { get; init; }

    /// <summary>About 25 bytes from which a blurred placeholder is painted.</summary>
    public required ImmutableArray<byte> ThumbHash { get; init; }

    /// <summary>64 bits that copies of the image mostly share; null until they are computed, see <see cref="Gallery.HashBackfill"/>.</summary>
    public long? DifferenceHash { get; init; }

    /// <summary>The id of the provider that made the image.</summary>
    public required string Provider { get; init; }

    /// <summary>The model as the provider reports it, else the requested one.</summary>
    public string? Model { get; init; }

    public long? Seed { get; init; }

    /// <summary>The prompt as the provider rewrote it; null if it did not.</summary>
    public string? RevisedPrompt { get; init; }

    /// <summary>The quality as the provider reports it; null if it does not.</summary>
    public string? Quality { get; init; }

    /// <summary>What else the provider reports about the image; null if nothing.</summary>
    public ReportedOutput? Reported { get; init; }

    public TokenUsage? Usage { get; init; }

    /// <summary>Null if the cost is unknown.</summary>
    public Cost? Cost { get; init; }
}
