using System.Collections.Immutable;

namespace Darkroom.Providers.Automatic1111;

/// <summary>The capabilities of the web UI.</summary>
internal static class Automatic1111Capabilities
{
    /// <summary>What the name of an upscaler begins with, to tell it from a checkpoint.</summary>
    public const string UpscalerPrefix = "upscaler:";

    /// <summary>The upscaler that only copies the image.</summary>
    private const string NoUpscaler = "None";

    private static readonly ProviderCapabilities Upscaler = new()
    {
        Sizes = new SizeRule.Within(MinEdge: 16, MaxEdge: 16_384, MultipleOf: 1, MaxPixels: 50_000_000, MaxRatio: 16),
        OtherModels = true,
        Edits = new EditRule(1, Mask: false),
        Upscale = new UpscaleRule([2, 4]),
        MaxPromptLength = 32_000,
    };

    /// <param name="model">A checkpoint or an upscaler; null for the default checkpoint.</param>
    public static ProviderCapabilities For(string? model, Automatic1111Options options) =>
        model?.StartsWith(UpscalerPrefix, StringComparison.Ordinal) is true ? Upscaler : ForCheckpoints(options);

    /// <summary>Returns the names that requests use for upscalers.</summary>
    public static ImmutableArray<string> ModelsOf(ImmutableArray<string> upscalers) =>
        [.. upscalers.Where(name => name is not NoUpscaler).Select(name => UpscalerPrefix + name)];

    private static ProviderCapabilities ForCheckpoints(Automatic1111Options options) => new()
    {
        Sizes = new SizeRule.Within(MinEdge: 64, MaxEdge: 2048, MultipleOf: 8, MaxPixels: 2048L * 2048, MaxRatio: 8),
        Upscalers = [UpscalerPrefix + "R-ESRGAN 4x+"],
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
