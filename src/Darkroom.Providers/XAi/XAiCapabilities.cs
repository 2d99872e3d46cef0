using System.Collections.Immutable;

namespace Darkroom.Providers.XAi;

/// <summary>The capabilities of xAI's image models, which are the same for all.</summary>
internal static class XAiCapabilities
{
    public const string DefaultModel = "grok-imagine-image";

    private static readonly ImmutableArray<string> KnownModels = [DefaultModel, "grok-imagine-image-quality", "grok-imagine-image-2.0"];

    public static AspectSizes Shapes { get; } = new AspectSizes([
        .. AspectSizes.OneMegapixel.Only("1:1", "2:3", "3:2", "3:4", "4:3", "9:16", "16:9").Rows,
        ("1:2", new(720, 1440)),
        ("2:1", new(1440, 720)),
        ("9:20", new(688, 1520)),
        ("20:9", new(1520, 688)),
    ]).WithResolutions("1k", "2k");

    /// <param name="model">The default model.</param>
    public static ProviderCapabilities For(string model) => new()
    {
        Sizes = Shapes.SizeRule,
        Models = [model, .. KnownModels.Where(known => known != model)],
        OtherModels = true,
        Edits = new EditRule(3, Mask: false),
    };
}
