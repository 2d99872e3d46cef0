using System.Collections.Immutable;

namespace Darkroom.Providers.XAi;

/// <summary>What xAI's image models can be asked for: all of them the same.</summary>
internal static class XAiCapabilities
{
    public const string DefaultModel = "grok-imagine-image";

    private static readonly ImmutableArray<string> KnownModels = [DefaultModel, "grok-imagine-image-quality", "grok-imagine-image-pro"];

    public static AspectSizes Shapes { get; } = new(
        ["1:1", "2:3", "3:2", "3:4", "4:3", "9:16", "16:9", "1:2", "2:1", "9:20", "20:9"], "1k", "2k");

    /// <param name="preferred">The operator's default, or null.</param>
    public static ProviderCapabilities Of(string? preferred)
    {
        var first = preferred ?? DefaultModel;
        return new ProviderCapabilities
        {
            Sizes = Shapes.Rule,
            Models = [first, .. KnownModels.Where(known => known != first)],
            OtherModels = true,
            Edits = new EditRule(3, Mask: false),
        };
    }
}
