namespace Darkroom.Providers.Gemini;

/// <summary>The capabilities of Google's image models. They accept aspect ratios and resolutions, to which the sizes are mapped.</summary>
internal static class GeminiCapabilities
{
    /// <summary>The endpoint of Imagen's models; all others generate content.</summary>
    private const string Predict = "predict";

    /// <summary>Whether a model uses <c>:predict</c>, as Imagen does.</summary>
    public static bool IsImagen(ModelRules rules) => rules.Endpoint is Predict;

    /// <param name="name">The model, or null for the default.</param>
    public static ProviderCapabilities For(string? name, ModelChoice models) => models.Capabilities(name);
}
