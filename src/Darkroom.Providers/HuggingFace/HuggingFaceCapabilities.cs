using System.Collections.Immutable;

namespace Darkroom.Providers.HuggingFace;

/// <summary>What models on the hub can be asked for.</summary>
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
    /// <param name="partner">The operator's choice, or null.</param>
    public static ProviderCapabilities For(string? model, string? preferred, string? partner)
    {
        var first = preferred ?? DefaultModel;
        return new ProviderCapabilities
        {
            Sizes = Sizes,
            Models = [first, .. KnownModels.Where(known => known != first)],
            OtherModels = true,

            // Z.ai takes a prompt and a size, and nothing else.
            Seed = partner is not HuggingFacePartners.Zai,
            NegativePrompt = partner is not HuggingFacePartners.Zai && !IsFlux(model ?? first),
        };
    }

    /// <summary>FLUX models are distilled: they have no negative prompt, and partners that know only them know aspect ratios.</summary>
    public static bool IsFlux(string model) => model.Contains("flux", StringComparison.OrdinalIgnoreCase);
}
