namespace Darkroom.Providers;

/// <summary>What a provider reports while it makes one image.</summary>
public abstract record GenerationUpdate
{
    private GenerationUpdate()
    {
    }

    /// <summary>The provider has begun to work.</summary>
    /// <param name="Fraction">How much is done, 0 to 1, only where the provider itself knows; null otherwise.</param>
    public sealed record Progress(double? Fraction) : GenerationUpdate
    {
        /// <summary>How long it will still take, as the provider itself estimates.</summary>
        public TimeSpan? Remaining { get; init; }

        /// <summary>How many are before this one in the provider's own queue; null once it is being made, or not told.</summary>
        public int? QueuePosition { get; init; }
    }

    /// <summary>An unfinished state of the image.</summary>
    /// <param name="Index">Counts from 0.</param>
    /// <param name="Image">Encoded, of any size; the receiver disposes it.</param>
    public sealed record PartialImage(int Index, EncodedImage Image) : GenerationUpdate;

    /// <summary>
    /// The call can be picked up later, even by another process, with this token. May come again with a newer token.
    /// </summary>
    /// <param name="Token">For <see cref="ImageRequest.ResumeToken"/>. Opaque, at most 500 characters, holds no secret.</param>
    public sealed record Resumable(string Token) : GenerationUpdate;

    /// <summary>
    /// The finished image. Nothing follows it. Who asks for more all the same says with it that the image is safe: the provider
    /// may then delete its own copy, and a <see cref="Resumable"/> token is worth nothing any more.
    /// </summary>
    /// <param name="Image">Exactly the provider's bytes; the receiver disposes it.</param>
    public sealed record FinalImage(EncodedImage Image) : GenerationUpdate
    {
        /// <summary>The model that really made it, where the provider says.</summary>
        public string? Model { get; init; }

        /// <summary>The prompt as the provider rewrote it.</summary>
        public string? RevisedPrompt { get; init; }

        /// <summary>The seed that was really used.</summary>
        public long? Seed { get; init; }

        /// <summary>The quality that was really made, where the provider says.</summary>
        public string? Quality { get; init; }

        /// <summary>What else the provider says of the image.</summary>
        public ReportedOutput? Reported { get; init; }

        public TokenUsage? Usage { get; init; }

        /// <summary>What this image cost in US dollars, only where the provider says so itself.</summary>
        public decimal? CostUsd { get; init; }
    }

    /// <summary>No image will come. Nothing follows it.</summary>
    public sealed record Failed(Failure Failure) : GenerationUpdate
    {
        /// <summary>
        /// Only this call has ended: the work goes on at the provider, or is finished there, and the last
        /// <see cref="Resumable"/> token is still good. Otherwise the token is worth nothing any more.
        /// </summary>
        public bool WorkContinues { get; init; }
    }
}
