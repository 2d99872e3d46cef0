using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.OpenRouter;

/// <summary>The capabilities of models behind OpenRouter: GPT Image accepts sizes and streams, all others accept aspect ratios.</summary>
internal static class OpenRouterCapabilities
{
    public const string DefaultModel = "google/gemini-3.1-flash-lite-image";

    public static AspectSizes Shapes { get; } = AspectSizes.OneMegapixel
        .Only("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9").WithResolutions("1K", "2K", "4K");

    /// <param name="model">The image model, or null for the default.</param>
    /// <param name="preferred">The operator's default, or null.</param>
    public static ProviderCapabilities For(string? model, string? preferred)
    {
        var first = preferred ?? DefaultModel;
        var name = model ?? first;
        var capabilities = GptImage.IsModel(name)
            ? GptImage.Capabilities(name[(name.LastIndexOf('/') + 1)..]) with { Edits = new EditRule(16, Mask: false) }
            : new ProviderCapabilities { Sizes = Shapes.SizeRule, OtherModels = true, Edits = new EditRule(4, Mask: false) };
        return capabilities with { Models = first == DefaultModel ? [first] : [first, DefaultModel] };
    }
}
