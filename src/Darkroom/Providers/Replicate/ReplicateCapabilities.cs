using System.Collections.Immutable;

namespace Darkroom.Providers.Replicate;

/// <summary>What can be asked of Replicate's models.</summary>
internal static class ReplicateCapabilities
{
    public const string DefaultModel = "black-forest-labs/flux-schnell";

    /// <summary>Replicate advises data URLs for small files only and does not say where it stops; larger ones were not tried.</summary>
    private const long LongestReference = 4 * 1024 * 1024;

    // Stable Diffusion on Replicate works on any multiple of 8.
    private static readonly SizeRule Pixels = new SizeRule.Within(256, 1536, 8, 1536L * 1536, 4);

    private static readonly AspectSizes Aspects = AspectSizes.OneMegapixel;

    private static readonly ImmutableArray<ModelInput> Known =
    [
        new(DefaultModel, Aspects, ["webp", "jpeg", "png"]),
        new("black-forest-labs/flux-dev", Aspects, ["webp", "jpeg", "png"]),
        new(
            "black-forest-labs/flux-1.1-pro",
            Aspects.Only("1:1", "16:9", "3:2", "2:3", "4:5", "5:4", "9:16", "3:4", "4:3"),
            ["webp", "jpeg", "png"]),
        new("black-forest-labs/flux-kontext-pro", Aspects, ["png", "jpeg"]) { References = "input_image" },
        new(
            "stability-ai/stable-diffusion-3.5-large",
            Aspects.Only("1:1", "16:9", "21:9", "3:2", "2:3", "4:5", "5:4", "9:16", "9:21"),
            ["webp", "jpeg", "png"])
        {
            NegativePrompt = true,
        },
        new(
            "google/nano-banana",
            Aspects.Only("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"),
            ["jpeg", "png"])
        {
            Seed = false,
            References = "image_input",
            MaxReferences = 3,
        },
    ];

    /// <summary>What a model takes. One not known is asked with the fields that most have, by pixels if it is named with a version.</summary>
    public static ModelInput InputOf(string model) =>
        Known.FirstOrDefault(known => known.Name == model)
        ?? (model.Contains(':', StringComparison.Ordinal)
            ? new ModelInput(model, null, []) { NegativePrompt = true }
            : new ModelInput(model, Aspects, []));

    /// <param name="model">Or null for the default.</param>
    /// <param name="preferred">The operator's default, or null.</param>
    public static ProviderCapabilities Of(string? model, string? preferred)
    {
        var first = preferred ?? DefaultModel;
        var input = InputOf(model ?? first);
        return input.Capabilities([first, .. Known.Select(known => known.Name).Where(name => name != first)], Pixels, LongestReference);
    }
}
