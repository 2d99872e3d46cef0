using System.Collections.Immutable;

namespace Darkroom.Providers.Automatic1111;

/// <summary>The capabilities of the web UI.</summary>
internal static class Automatic1111Capabilities
{
    /// <param name="preferred">The operator's checkpoint, or null for the loaded one.</param>
    public static ProviderCapabilities For(string? preferred) => new()
    {
        Sizes = new SizeRule.Within(MinEdge: 64, MaxEdge: 2048, MultipleOf: 8, MaxPixels: 2048L * 2048, MaxRatio: 8),
        Models = preferred is null ? [] : ImmutableArray.Create(preferred),
        OtherModels = true,
        PartialImages = 3,
        Steps = true,
        Seed = true,
        NegativePrompt = true,
        Edits = new EditRule(1, Mask: true) { MaxEdge = 2048, MaxPixels = 2048L * 2048 },
    };
}
