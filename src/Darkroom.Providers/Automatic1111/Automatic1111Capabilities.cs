using System.Collections.Immutable;

namespace Darkroom.Providers.Automatic1111;

/// <summary>The capabilities of the web UI.</summary>
internal static class Automatic1111Capabilities
{
    public static ProviderCapabilities For(Automatic1111Options options) => new()
    {
        Sizes = new SizeRule.Within(MinEdge: 64, MaxEdge: 2048, MultipleOf: 8, MaxPixels: 2048L * 2048, MaxRatio: 8),
        Models = options.Model is { } preferred ? ImmutableArray.Create(preferred) : [],
        OtherModels = true,
        PartialImages = 3,
        Steps = true,
        Seed = true,
        NegativePrompt = true,
        Options = new EngineOptionsRule
        {
            Steps = new NumberRule(1, 150, Whole: true) { Default = options.Steps },
            Guidance = new NumberRule(0, 30) { Default = options.CfgScale },
            Sampler = new NameRule(options.Sampler),
            Scheduler = new NameRule(),
            Strength = new NumberRule(0, 1) { Default = options.DenoisingStrength },
            MaxLoras = 10,
            ClipSkip = new NumberRule(1, 12, Whole: true),
        },
        Edits = new EditRule(1, Mask: true) { MaxEdge = 2048, MaxPixels = 2048L * 2048 },
    };
}
