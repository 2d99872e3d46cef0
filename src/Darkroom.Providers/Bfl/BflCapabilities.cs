namespace Darkroom.Providers.Bfl;

/// <summary>The capabilities of the FLUX models.</summary>
internal static class BflCapabilities
{
    /// <param name="name">The model, or null for the default.</param>
    public static ProviderCapabilities For(string? name, ModelChoice models) => models.Capabilities(name);
}
