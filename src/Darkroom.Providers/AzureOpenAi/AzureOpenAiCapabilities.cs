using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.AzureOpenAi;

/// <summary>The capabilities of a deployment. Its model is known only from its name; most deployments are named after their model.</summary>
internal static class AzureOpenAiCapabilities
{
    /// <param name="deployment">The requested deployment, or null for the default.</param>
    /// <param name="preferred">The operator's deployment, or null.</param>
    public static ProviderCapabilities For(string? deployment, string? preferred)
    {
        var name = deployment ?? preferred ?? GptImage.DefaultModel;
        var capabilities = DallE.IsModel(name) ? DallE.Capabilities(name) : GptImage.Capabilities(name);
        return capabilities with { Models = preferred is null ? [] : [preferred] };
    }
}
