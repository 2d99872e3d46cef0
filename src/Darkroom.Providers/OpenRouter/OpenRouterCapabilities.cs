namespace Darkroom.Providers.OpenRouter;

/// <summary>The capabilities of models behind OpenRouter: some accept sizes and stream, all others accept aspect ratios.</summary>
internal static class OpenRouterCapabilities
{
    /// <param name="model">The image model, or null for the default.</param>
    public static ProviderCapabilities For(string? model, ModelChoice models) => models.Capabilities(model);
}
