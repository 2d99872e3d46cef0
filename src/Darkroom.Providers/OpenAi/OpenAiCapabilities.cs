using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.OpenAi;

/// <summary>The capabilities of OpenAI's image models through the Responses API.</summary>
internal static class OpenAiCapabilities
{
    public const string DefaultModel = GptImage.DefaultModel;

    /// <inheritdoc cref="GptImage.Capabilities"/>
    public static ProviderCapabilities For(string? model, string? preferred) => GptImage.Capabilities(model, preferred);
}
