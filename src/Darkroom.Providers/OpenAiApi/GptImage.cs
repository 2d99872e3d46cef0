using System.Collections.Immutable;

namespace Darkroom.Providers.OpenAiApi;

/// <summary>The capabilities of OpenAI's image models, at every service and through each of its APIs.</summary>
internal static class GptImage
{
    public const string DefaultModel = "gpt-image-2";

    /// <summary>OpenAI's limit for its image models, in characters.</summary>
    private const int MaxPromptLength = 32_000;

    private static readonly SizeRule ThreeSizes = new SizeRule.OneOf([new(1024, 1024), new(1024, 1536), new(1536, 1024)]);

    // The minimum edge follows from the minimum number of pixels and the ratio.
    private static readonly SizeRule AnySize = new SizeRule.Within(
        MinEdge: 480, MaxEdge: 3840, MultipleOf: 16, MaxPixels: 3840L * 2160, MaxRatio: 3)
    {
        MinPixels = 655_360,
    };

    // As of November 2026: gpt-image-1 is shut down, and gpt-image-1.5, gpt-image-1-mini and chatgpt-image-latest are from December 1.
    private static readonly ImmutableArray<string> KnownModels =
    [
        "gpt-image-2",
        "gpt-image-2.6-flare",
        "gpt-image-2.6-sunburst",
        "gpt-image-2.5-flare",
        "gpt-image-2.5-sunburst",
    ];

    /// <param name="model">The image model, or null for the default.</param>
    /// <param name="preferred">The operator's default, or null.</param>
    public static ProviderCapabilities Capabilities(string? model, string? preferred)
    {
        var first = preferred ?? DefaultModel;
        return Capabilities(model ?? first) with { Models = [first, .. KnownModels.Where(known => known != first)] };
    }

    /// <summary>Returns the capabilities of one model, without a list of models.</summary>
    public static ProviderCapabilities Capabilities(string model) => new()
    {
        Sizes = HasThreeSizes(model) ? ThreeSizes : AnySize,
        Qualities = model.StartsWith("gpt-image-2.", StringComparison.Ordinal)
            ? ["low", "medium", "high", "xhigh", "max"]
            : ["low", "medium", "high"],
        Formats = ["png", "jpeg", "webp"],
        OtherModels = true,
        PartialImages = SendsPartialImages(model) ? 3 : 0,
        Edits = new EditRule(MaxImages: 16, Mask: true),
        MaxPromptLength = MaxPromptLength,
    };

    /// <summary>Whether a name is one of OpenAI's image models, possibly after a gateway's vendor prefix as in <c>openai/gpt-image-2</c>.</summary>
    public static bool IsModel(string? model)
    {
        var name = model?[(model.LastIndexOf('/') + 1)..] ?? "";
        return name.StartsWith("gpt-image", StringComparison.Ordinal) || name.StartsWith("chatgpt-image", StringComparison.Ordinal);
    }

    private static bool SendsPartialImages(string model) => !model.StartsWith("gpt-image-2.5-flare", StringComparison.Ordinal);

    // gpt-image-1, -1-mini, -1.5 and their dated names. An unknown name belongs to a newer model with the newer rules.
    private static bool HasThreeSizes(string model) =>
        model == "gpt-image-1"
        || model.StartsWith("gpt-image-1-", StringComparison.Ordinal)
        || model.StartsWith("gpt-image-1.", StringComparison.Ordinal)
        || model.StartsWith("chatgpt-image", StringComparison.Ordinal);
}
