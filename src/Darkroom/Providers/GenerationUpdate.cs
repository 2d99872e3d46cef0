namespace Darkroom.Providers;

/// <summary>What a provider reports while it makes one image.</summary>
public abstract record GenerationUpdate
{
    private GenerationUpdate()
    {
    }

    /// <summary>The provider has begun to work.</summary>
    /// <param name="Fraction">How much is done, 0 to 1, only where the provider itself knows; null otherwise.</param>
    public sealed record Progress(double? Fraction) : GenerationUpdate;

    /// <summary>An unfinished state of the image.</summary>
    /// <param name="Index">Counts from 0.</param>
    /// <param name="Image">Encoded, of any size; the receiver disposes it.</param>
    public sealed record PartialImage(int Index, EncodedImage Image) : GenerationUpdate;

    /// <summary>The finished image. Nothing follows it.</summary>
    /// <param name="Image">Exactly the provider's bytes; the receiver disposes it.</param>
    public sealed record FinalImage(EncodedImage Image) : GenerationUpdate
    {
        /// <summary>The model that really made it, where the provider says.</summary>
        public string? Model { get; init; }

        /// <summary>The prompt as the provider rewrote it.</summary>
        public string? RevisedPrompt { get; init; }

        /// <summary>The seed that was really used.</summary>
        public long? Seed { get; init; }

        public TokenUsage? Usage { get; init; }
    }

    /// <summary>No image will come. Nothing follows it.</summary>
    public sealed record Failed(Failure Failure) : GenerationUpdate;
}
