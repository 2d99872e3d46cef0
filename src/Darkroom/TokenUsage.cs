namespace Darkroom;

/// <summary>The tokens billed for one image, as the provider reports them; null for what it does not report.</summary>
public sealed record TokenUsage(long InputTokens, long OutputTokens, long TotalTokens)
{
    /// <summary>The text tokens among <see cref="InputTokens"/>.</summary>
    public long? TextInputTokens { get; init; }

    /// <summary>The image tokens among <see cref="InputTokens"/>; they have their own price.</summary>
    public long? ImageInputTokens { get; init; }

    /// <summary>The tokens among <see cref="InputTokens"/> that the provider had cached.</summary>
    public long? CachedInputTokens { get; init; }

    /// <summary>The text tokens among <see cref="OutputTokens"/>, such as reasoning.</summary>
    public long? TextOutputTokens { get; init; }

    /// <summary>The image tokens among <see cref="OutputTokens"/>.</summary>
    public long? ImageOutputTokens { get; init; }
}
