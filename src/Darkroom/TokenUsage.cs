namespace Darkroom;

/// <summary>Tokens billed for one image, as the provider reports them.</summary>
public sealed record TokenUsage(long InputTokens, long OutputTokens, long TotalTokens)
{
    /// <summary>Those of <see cref="InputTokens"/> that are pictures, where the provider tells them apart: they have a price of their own.</summary>
    public long? ImageInputTokens { get; init; }
}
