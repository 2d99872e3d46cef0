namespace Darkroom.Providers.Replicate;

/// <summary>The capabilities of Replicate's models.</summary>
internal static class ReplicateCapabilities
{
    /// <param name="model">The model, or null for the default.</param>
    public static ProviderCapabilities For(string? model, ModelChoice models) => models.Capabilities(model);
}
