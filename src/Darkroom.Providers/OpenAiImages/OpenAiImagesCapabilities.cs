using System.Collections.Immutable;

namespace Darkroom.Providers.OpenAiImages;

/// <summary>The capabilities of a model, by its name and its server.</summary>
internal static class OpenAiImagesCapabilities
{
    /// <summary>The id of servers other than OpenAI in the catalog of models.</summary>
    public const string OtherServers = "openai-server";

    /// <param name="model">The image model, or null for the default.</param>
    public static ProviderCapabilities For(string? model, OpenAiImagesOptions options, ModelChoice models)
    {
        if (IsOpenAi(options))
        {
            return models.Capabilities(model);
        }

        var can = models.Capabilities(model ?? options.Model);
        return (models.RulesOf(model ?? options.Model).Family is null ? ForServer(can, options.Server) : can) with { Models = ModelsOf(options) };
    }

    public static bool IsOpenAi(OpenAiImagesOptions options) =>
        options.BaseUrl is null || options.BaseUrl.Host.EndsWith("api.openai.com", StringComparison.OrdinalIgnoreCase);

    private static ImmutableArray<string> ModelsOf(OpenAiImagesOptions options) =>
        options.Model is { } only ? [only] : [];

    private static ProviderCapabilities ForServer(ProviderCapabilities can, OpenAiImagesServer server) => server switch
    {
        OpenAiImagesServer.LocalAi => can with { NegativePrompt = true },
        OpenAiImagesServer.StableDiffusionCpp => can with
        {
            NegativePrompt = true,
            Seed = true,
            Formats = ["png", "jpeg"],
            Compression = true,
            Edits = new EditRule(4, Mask: true),
        },
        OpenAiImagesServer.VllmOmni => can with { NegativePrompt = true, Seed = true, Edits = new EditRule(4, Mask: false) },
        _ => can,
    };
}
