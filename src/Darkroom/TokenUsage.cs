namespace Darkroom;

/// <summary>Tokens billed for one image, as the provider reports them.</summary>
public sealed record TokenUsage(long InputTokens, long OutputTokens, long TotalTokens);
