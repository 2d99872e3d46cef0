namespace Darkroom.Providers.OpenAiApi;

/// <summary>The capabilities of DALL·E, where OpenAI or Azure still offer it.</summary>
internal static class DallE
{
    public static bool IsModel(string? model) => model?.StartsWith("dall-e", StringComparison.Ordinal) is true;

    /// <summary>Returns the capabilities without a list of models.</summary>
    public static ProviderCapabilities Capabilities(string model) => model is "dall-e-2"
        ? new ProviderCapabilities
        {
            Sizes = new SizeRule.OneOf([new(1024, 1024), new(512, 512), new(256, 256)]),
            OtherModels = true,
            Edits = new EditRule(1, Mask: true) { MaxBytes = 4 * 1024 * 1024, MaxEdge = 1024, Mimes = ["image/png"] },
            MaxPromptLength = 1000,
        }
        : new ProviderCapabilities
        {
            Sizes = new SizeRule.OneOf([new(1024, 1024), new(1024, 1792), new(1792, 1024)]),
            Qualities = ["standard", "hd"],
            OtherModels = true,
        };
}
