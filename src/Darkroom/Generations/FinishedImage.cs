using System.Collections.Immutable;

namespace Darkroom.Generations;

/// <summary>An image that is stored, flushed and about to be announced.</summary>
public sealed record FinishedImage
{
    public required string Id { get; init; }

    /// <summary>SHA-256 of the original's bytes, 64 hexadecimal digits.</summary>
    public required string BlobHash { get; init; }

    /// <summary>Found out from the bytes, never from what the provider called it.</summary>
    public required string Mime { get; init; }

    public required long Bytes { get; init; }

    /// <summary>Found out from the bytes; may differ from what was asked.</summary>
    public required PixelSize Size { get; init; }

    /// <summary>About 25 bytes that paint a blurred placeholder.</summary>
    public required ImmutableArray<byte> ThumbHash { get; init; }

    public required string Provider { get; init; }

    public string? Model { get; init; }

    public long? Seed { get; init; }

    public string? RevisedPrompt { get; init; }

    /// <summary>As the provider reports it; null where it does not.</summary>
    public string? Quality { get; init; }

    /// <summary>What else the provider reports of it; null if nothing.</summary>
    public ReportedOutput? Reported { get; init; }

    public TokenUsage? Usage { get; init; }

    /// <summary>Null where nobody knows.</summary>
    public Cost? Cost { get; init; }
}
