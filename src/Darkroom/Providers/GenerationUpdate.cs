namespace Darkroom.Providers;

/// <summary>An update that a provider reports while it makes one image.</summary>
public abstract record GenerationUpdate
{
    private GenerationUpdate()
    {
    }

    /// <summary>The provider has started to work.</summary>
    /// <param name="Fraction">The completed share, 0 to 1; null if the provider does not report it.</param>
    public sealed record Progress(double? Fraction) : GenerationUpdate
    {
        /// <summary>The remaining time as the provider estimates it.</summary>
        public TimeSpan? Remaining { get; init; }

        /// <summary>The number of images before this one in the provider's own queue; null once it has started, or if not reported.</summary>
        public int? QueuePosition { get; init; }
    }

    /// <summary>An unfinished state of the image.</summary>
    /// <param name="Index">The index, from 0.</param>
    /// <param name="Image">The encoded image, of any size. The receiver disposes it.</param>
    public sealed record PartialImage(int Index, EncodedImage Image) : GenerationUpdate;

    /// <summary>
    /// The work can be resumed later with this token, even by another process. May be reported again with a newer token.
    /// </summary>
    /// <param name="Token">The value for <see cref="ImageRequest.ResumeToken"/>: opaque, at most 500 characters, without secrets.</param>
    public sealed record Resumable(string Token) : GenerationUpdate;

    /// <summary>
    /// The finished image. No update follows. If the receiver requests the next update all the same, it confirms that the image is stored: the
    /// provider may then delete its own copy, and a <see cref="Resumable"/> token becomes invalid.
    /// </summary>
    /// <param name="Image">The provider's bytes, unchanged. The receiver disposes it.</param>
    public sealed record FinalImage(EncodedImage Image) : GenerationUpdate
    {
        /// <summary>The model that made the image, if the provider reports it.</summary>
        public string? Model { get; init; }

        /// <summary>The prompt as rewritten by the provider.</summary>
        public string? RevisedPrompt { get; init; }

        /// <summary>The seed that was used.</summary>
        public long? Seed { get; init; }

        /// <summary>The quality of the image, if the provider reports it.</summary>
        public string? Quality { get; init; }

        /// <summary>Further properties that the provider reports.</summary>
        public ReportedOutput? Reported { get; init; }

        public TokenUsage? Usage { get; init; }

        /// <summary>The cost of this image in US dollars, if the provider reports it.</summary>
        public decimal? CostUsd { get; init; }
    }

    /// <summary>The call yields no image. No update follows.</summary>
    public sealed record Failed(Failure Failure) : GenerationUpdate
    {
        /// <summary>
        /// Whether only this call has ended: the work continues at the provider, or is finished there, and the last <see cref="Resumable"/>
        /// token is still valid. Otherwise the token is invalid.
        /// </summary>
        public bool WorkContinues { get; init; }
    }
}
