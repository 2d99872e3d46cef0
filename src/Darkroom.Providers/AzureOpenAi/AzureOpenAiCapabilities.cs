using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.AzureOpenAi;

/// <summary>What a deployment can be asked for. Its name is all there is to tell its model from; most are named after it.</summary>
internal static class AzureOpenAiCapabilities
{
    /// <param name="deployment">As asked for, or null for the default.</param>
    /// <param name="preferred">The operator's, or null where there is none.</param>
    public static ProviderCapabilities For(string? deployment, string? preferred)
    {
        var name = deployment ?? preferred ?? GptImage.DefaultModel;
        var can = DallE.IsModel(name) ? DallE.Capabilities(name) : GptImage.Capabilities(name);
        return can with { Models = preferred is null ? [] : [preferred] };
    }
}
