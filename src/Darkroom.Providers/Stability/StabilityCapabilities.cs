using System.Collections.Immutable;

namespace Darkroom.Providers.Stability;

/// <summary>The capabilities of Stability's models. They accept aspect ratios; Core makes larger images of the same ratio.</summary>
internal static class StabilityCapabilities
{
    public const string Core = "stable-image-core";
    public const string Ultra = "stable-image-ultra";

    /// <summary>The largest accepted seed. The value 0 means a random seed.</summary>
    public const long MaxSeed = 4_294_967_294;

    private static readonly ImmutableArray<string> Known =
        [Core, Ultra, "sd3.5-large", "sd3.5-large-turbo", "sd3.5-medium", "sd3.5-flash"];

    public static AspectSizes Aspects { get; } =
        AspectSizes.OneMegapixel.Only("1:1", "16:9", "9:16", "3:2", "2:3", "5:4", "4:5", "21:9", "9:21");

    /// <param name="name">The model, or null for the default.</param>
    /// <param name="preferred">The operator's default, or null.</param>
    public static ProviderCapabilities For(string? name, string? preferred)
    {
        var first = preferred ?? Core;
        var model = name ?? first;
        return new ProviderCapabilities
        {
            Sizes = Aspects.SizeRule,
            Formats = model is Core or Ultra ? ["png", "jpeg", "webp"] : ["png", "jpeg"],
            Models = [first, .. Known.Where(known => known != first)],
            OtherModels = true,
            Seed = true,
            NegativePrompt = !model.EndsWith("-turbo", StringComparison.Ordinal) && !model.EndsWith("-flash", StringComparison.Ordinal),
            Edits = model is Core ? null : new EditRule(1, Mask: false) { MaxBytes = 9 * 1024 * 1024, MaxPixels = 9_437_184 },
        };
    }
}
