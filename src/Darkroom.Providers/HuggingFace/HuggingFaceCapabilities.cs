using System.Collections.Immutable;

namespace Darkroom.Providers.HuggingFace;

/// <summary>The capabilities of models on the hub.</summary>
internal static class HuggingFaceCapabilities
{
    public const string DefaultModel = "stabilityai/stable-diffusion-xl-base-1.0";

    private static readonly SizeRule Sizes = new SizeRule.Within(
        MinEdge: 256, MaxEdge: 2048, MultipleOf: 8, MaxPixels: 2048L * 2048, MaxRatio: 4);

    private static readonly ImmutableArray<string> KnownModels =
    [
        DefaultModel,
        "black-forest-labs/FLUX.1-schnell",
        "black-forest-labs/FLUX.1-dev",
        "stabilityai/stable-diffusion-3.5-large",
        "Qwen/Qwen-Image",
    ];

    /// <param name="model">A model's name on the hub, or null for the default.</param>
    /// <param name="preferred">The operator's default, or null.</param>
    /// <param name="partner">The configured partner, or null.</param>
    public static ProviderCapabilities For(string? model, string? preferred, string? partner)
    {
        var first = preferred ?? DefaultModel;
        return new ProviderCapabilities
        {
            Sizes = Sizes,
            Models = [first, .. KnownModels.Where(known => known != first)],
            OtherModels = true,

            // Z.ai accepts only a prompt and a size.
            Seed = partner is not HuggingFacePartners.Zai,
            NegativePrompt = partner is not HuggingFacePartners.Zai && !IsFlux(model ?? first),
        };
    }

    /// <summary>Whether a model is a FLUX model. They have no negative prompt, because they are distilled.</summary>
    public static bool IsFlux(string model) => model.Contains("flux", StringComparison.OrdinalIgnoreCase);
}
