using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.OpenAi;

/// <summary>What OpenAI's image models can be asked for through the Responses API.</summary>
internal static class OpenAiCapabilities
{
    public const string DefaultModel = GptImage.DefaultModel;

    /// <inheritdoc cref="GptImage.Capabilities"/>
    public static ProviderCapabilities For(string? model, string? preferred) => GptImage.Capabilities(model, preferred);
}
