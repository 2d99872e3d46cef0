using System.Collections.Immutable;

namespace Darkroom.Providers;

/// <summary>What a model that works from pictures takes.</summary>
/// <param name="MaxImages">Reference images in one request, 1 or more.</param>
/// <param name="Mask">Whether a mask may say which part of the first one is to change.</param>
public sealed record EditRule(int MaxImages, bool Mask)
{
    /// <summary>The most bytes each may have.</summary>
    public long MaxBytes { get; init; } = 20 * 1024 * 1024;

    /// <summary>Formats it reads.</summary>
    public ImmutableArray<string> Mimes { get; init; } = ["image/png", "image/jpeg", "image/webp"];
}
