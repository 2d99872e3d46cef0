using System.Collections.Immutable;
using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.OpenAiImages;

/// <summary>The capabilities of a model, by its name and its server.</summary>
internal static class OpenAiImagesCapabilities
{
    // Local servers validate sizes themselves. Most models need edges divisible by 8.
    private static readonly SizeRule AnySize = new SizeRule.Within(
        MinEdge: 64, MaxEdge: 4096, MultipleOf: 8, MaxPixels: 4096L * 4096, MaxRatio: 8);

    /// <param name="model">The image model, or null for the default.</param>
    public static ProviderCapabilities For(string? model, OpenAiImagesOptions options) => (model ?? DefaultModel(options)) switch
    {
        { } named when DallE.IsModel(named) && IsOpenAi(options) => DallE.Capabilities(named) with { Models = [DefaultModel(options)!] },
        _ when IsOpenAi(options) => GptImage.Capabilities(model, options.Model),
        { } named when GptImage.IsModel(named) => GptImage.Capabilities(named[(named.LastIndexOf('/') + 1)..]) with { Models = ModelsOf(options) },
        _ => ForServer(options) with { Models = ModelsOf(options) },
    };

    /// <summary>The default model; null if the server has its own and none need be named.</summary>
    public static string? DefaultModel(OpenAiImagesOptions options) =>
        options.Model ?? (IsOpenAi(options) ? GptImage.DefaultModel : null);

    public static bool IsOpenAi(OpenAiImagesOptions options) =>
        options.BaseUrl is null || options.BaseUrl.Host.EndsWith("api.openai.com", StringComparison.OrdinalIgnoreCase);

    private static ImmutableArray<string> ModelsOf(OpenAiImagesOptions options) =>
        options.Model is { } only ? [only] : [];

    private static ProviderCapabilities ForServer(OpenAiImagesOptions options)
    {
        var own = new ProviderCapabilities { Sizes = AnySize, OtherModels = true };
        return options.Server switch
        {
            OpenAiImagesServer.LocalAi => own with { NegativePrompt = true },
            OpenAiImagesServer.StableDiffusionCpp => own with
            {
                NegativePrompt = true,
                Seed = true,
                Formats = ["png", "jpeg"],
                Edits = new EditRule(4, Mask: true),
            },
            OpenAiImagesServer.VllmOmni => own with { NegativePrompt = true, Seed = true, Edits = new EditRule(4, Mask: false) },
            _ => own,
        };
    }
}
