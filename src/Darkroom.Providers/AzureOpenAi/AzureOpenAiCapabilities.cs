namespace Darkroom.Providers.AzureOpenAi;

/// <summary>The capabilities of a deployment. Its model is known only from its name; most deployments are named after their model.</summary>
internal static class AzureOpenAiCapabilities
{
    /// <param name="deployment">The requested deployment, or null for the default.</param>
    /// <param name="preferred">The operator's deployment, or null.</param>
    public static ProviderCapabilities For(string? deployment, string? preferred, ModelChoice models) =>
        models.Capabilities(deployment ?? preferred) with { Models = preferred is null ? [] : [preferred] };
}
