using Darkroom.Providers;

namespace Darkroom.Tests.Providers.Sketch;

/// <summary>The service's capabilities, from which form, validation and documentation are generated.</summary>
internal static class SketchCapabilities
{
    public static readonly ProviderCapabilities All = new()
    {
        Sizes = new SizeRule.Within(MinEdge: 64, MaxEdge: 2048, MultipleOf: 8, MaxPixels: 2048 * 2048, MaxRatio: 4),
        Models = ["pencil", "charcoal"],
        Seed = true,
        Edits = new EditRule(MaxImages: 1, Mask: false),
        MaxPromptLength = 1000,
    };
}
