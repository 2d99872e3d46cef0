using System.Collections.Immutable;

namespace Darkroom.Providers.Pollinations;

/// <summary>What Pollinations can be asked for.</summary>
internal static class PollinationsCapabilities
{
    public const string DefaultModel = "flux";

    // The prompt is a part of the old host's address, and letters of most scripts take nine characters there.
    private const int MaxPromptInAddressLength = 800;

    private static readonly SizeRule Sizes = new SizeRule.Within(
        MinEdge: 256, MaxEdge: 2048, MultipleOf: 8, MaxPixels: 2048L * 2048, MaxRatio: 4);

    private static readonly ImmutableArray<string> KnownModels = [DefaultModel, "zimage", "turbo", "gptimage", "seedream", "nanobanana"];

    /// <param name="model">A model's name, or null for the default.</param>
    /// <param name="options">What the operator set.</param>
    /// <param name="anonymous">Whether it is the old host without a key.</param>
    public static ProviderCapabilities For(string? model, PollinationsOptions options, bool anonymous)
    {
        if (anonymous)
        {
            return new ProviderCapabilities
            {
                Sizes = Sizes,
                Models = options.Model is { } set ? [set] : [],
                OtherModels = true,
                Seed = true,
                MaxPromptLength = MaxPromptInAddressLength,
            };
        }

        var first = options.Model ?? DefaultModel;
        return new ProviderCapabilities
        {
            Sizes = Sizes,
            Qualities = (model ?? first).StartsWith("gptimage", StringComparison.Ordinal) ? ["low", "medium", "high"] : [],
            Models = [first, .. KnownModels.Where(known => known != first)],
            OtherModels = true,
            Seed = true,
            NegativePrompt = true,
        };
    }
}
