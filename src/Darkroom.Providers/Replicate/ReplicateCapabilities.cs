namespace Darkroom.Providers.Replicate;

/// <summary>The capabilities of Replicate's models.</summary>
internal static class ReplicateCapabilities
{
    public const string DefaultModel = ReplicateInputs.DefaultModel;

    /// <summary>Replicate recommends data URLs for small files only and documents no limit. Larger files were not tried.</summary>
    private const long MaxReferenceLength = 4 * 1024 * 1024;

    // Stable Diffusion on Replicate accepts any multiple of 8.
    private static readonly SizeRule Pixels = new SizeRule.Within(256, 1536, 8, 1536L * 1536, 4);

    /// <param name="model">The model, or null for the default.</param>
    /// <param name="preferred">The operator's default, or null.</param>
    public static ProviderCapabilities For(string? model, string? preferred)
    {
        var first = preferred ?? DefaultModel;
        var input = ReplicateInputs.For(model ?? first);
        return input.Capabilities([first, .. ReplicateInputs.Known.Select(known => known.Name).Where(name => name != first)], Pixels, MaxReferenceLength);
    }
}
