namespace Darkroom.Providers.Fal;

/// <summary>The capabilities of fal's apps. Every app has its own fields; an unknown one gets those that most have.</summary>
internal static class FalCapabilities
{
    /// <param name="model">The app, such as <c>owner/app</c>, or null for the default.</param>
    public static ProviderCapabilities For(string? model, ModelChoice models) => models.Capabilities(model);
}
