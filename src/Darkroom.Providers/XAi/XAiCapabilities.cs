namespace Darkroom.Providers.XAi;

/// <summary>The capabilities of xAI's image models.</summary>
internal static class XAiCapabilities
{
    /// <param name="model">The model, or null for the default.</param>
    public static ProviderCapabilities For(string? model, ModelChoice models) => models.Capabilities(model);
}
