using System.Collections.Immutable;

namespace Darkroom.Providers.Pollinations;

/// <summary>The capabilities of Pollinations.</summary>
internal static class PollinationsCapabilities
{
    public const string DefaultModel = "flux";

    // At the old host the prompt is a part of the URL, where a letter of most scripts takes nine characters.
    private const int MaxPromptInAddressLength = 800;

    private static readonly SizeRule Sizes = new SizeRule.Within(
        MinEdge: 256, MaxEdge: 2048, MultipleOf: 8, MaxPixels: 2048L * 2048, MaxRatio: 4);

    private static readonly ImmutableArray<string> KnownModels = [DefaultModel, "zimage", "turbo", "gptimage", "seedream", "nanobanana"];

    /// <param name="model">A model's name, or null for the default.</param>
    /// <param name="anonymous">Whether the old host is used, without a key.</param>
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
