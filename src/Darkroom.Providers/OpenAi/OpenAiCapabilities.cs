namespace Darkroom.Providers.OpenAi;

/// <summary>The capabilities of OpenAI's image models through the Responses API.</summary>
internal static class OpenAiCapabilities
{
    /// <param name="model">The image model, or null for the default.</param>
    public static ProviderCapabilities For(string? model, ModelChoice models) => models.Capabilities(model);
}
