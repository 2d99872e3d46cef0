namespace Darkroom;

/// <summary>Tokens billed for one image, as the provider reports them. Null is what it does not report.</summary>
public sealed record TokenUsage(long InputTokens, long OutputTokens, long TotalTokens)
{
    /// <summary>Those of <see cref="InputTokens"/> that are text.</summary>
    public long? TextInputTokens { get; init; }

    /// <summary>Those of <see cref="InputTokens"/> that are images; they have a price of their own.</summary>
    public long? ImageInputTokens { get; init; }

    /// <summary>Those of <see cref="InputTokens"/> that the provider had cached.</summary>
    public long? CachedInputTokens { get; init; }

    /// <summary>Those of <see cref="OutputTokens"/> that are text, such as what a model reasons.</summary>
    public long? TextOutputTokens { get; init; }

    /// <summary>Those of <see cref="OutputTokens"/> that are the image.</summary>
    public long? ImageOutputTokens { get; init; }
}
