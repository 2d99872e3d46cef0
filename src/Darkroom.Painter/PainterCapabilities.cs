using Darkroom.Providers;

namespace Darkroom.Painter;

internal static class PainterCapabilities
{
    public static ProviderCapabilities All { get; } = new()
    {
        Sizes = new SizeRule.Within(MinEdge: 64, MaxEdge: 2048, MultipleOf: 1, MaxPixels: 2048 * 2048, MaxRatio: 32),
        Formats = ["png", "jpeg", "webp"],
        PartialImages = 3,
        Seed = true,
    };
}
