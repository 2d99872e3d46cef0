namespace Darkroom.Providers.HuggingFace;

/// <summary>The capabilities of models on the hub.</summary>
internal static class HuggingFaceCapabilities
{
    /// <param name="model">A model's name on the hub, or null for the default.</param>
    /// <param name="partner">The configured partner, or null.</param>
    public static ProviderCapabilities For(string? model, ModelChoice models, string? partner)
    {
        var can = models.Capabilities(model);

        // Of the others it is not known which fields they have.
        can = partner is HuggingFacePartners.HuggingFace or HuggingFacePartners.Fal ? can : can with { Options = EngineOptionsRule.None };

        // Z.ai accepts only a prompt and a size.
        return partner is HuggingFacePartners.Zai ? can with { Seed = false, NegativePrompt = false } : can;
    }
}
