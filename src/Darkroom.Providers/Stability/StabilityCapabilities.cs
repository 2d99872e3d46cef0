namespace Darkroom.Providers.Stability;

/// <summary>The capabilities of Stability's models. They accept aspect ratios; some make larger images of the same ratio.</summary>
internal static class StabilityCapabilities
{
    /// <summary>The endpoint of the diffusion models, which names the model in the body.</summary>
    public const string Diffusion = "sd3";

    /// <summary>The largest accepted seed. The value 0 means a random seed.</summary>
    public const long MaxSeed = 4_294_967_294;

    /// <param name="name">The model, or null for the default.</param>
    public static ProviderCapabilities For(string? name, ModelChoice models) => models.Capabilities(name);
}
