namespace Darkroom.Providers.Pollinations;

/// <summary>The capabilities of Pollinations.</summary>
internal static class PollinationsCapabilities
{
    // At the old host the prompt is a part of the URL, where a letter of most scripts takes nine characters.
    private const int MaxPromptInAddressLength = 800;

    /// <param name="model">A model's name, or null for the default.</param>
    /// <param name="anonymous">Whether the old host is used, without a key.</param>
    public static ProviderCapabilities For(string? model, PollinationsOptions options, ModelChoice models, bool anonymous)
    {
        var can = models.Capabilities(model);
        return !anonymous ? can : can with
        {
            Qualities = [],
            Models = options.Model is { } set ? [set] : [],
            NegativePrompt = false,
            MaxPromptLength = MaxPromptInAddressLength,
        };
    }
}
