using System.Collections.Immutable;

namespace Darkroom.Providers.Fal;

/// <summary>The input of an app. Every app on fal has its own fields.</summary>
/// <param name="Name">The app, such as <c>fal-ai/flux/dev</c>.</param>
/// <param name="Aspects">The supported aspect ratios; null if the app takes width and height.</param>
internal sealed record FalInput(string Name, AspectSizes? Aspects = null) : ModelInput(Name, Aspects, ["jpeg", "png"])
{
    /// <summary>The app for requests with reference images; null if it is the same app.</summary>
    public string? EditApp { get; init; }
}

/// <summary>The capabilities of fal's apps.</summary>
internal static class FalCapabilities
{
    public const string DefaultModel = "fal-ai/flux/schnell";

    // Reference images are sent as data URLs inside the request.
    private const long MaxReferenceLength = 6 * 1024 * 1024;

    private static readonly SizeRule Pixels = new SizeRule.Within(256, 2048, 16, 2048L * 1024, 4);

    private static readonly ImmutableArray<FalInput> Known =
    [
        new(DefaultModel),
        new("fal-ai/flux/dev"),
        new("fal-ai/flux-2-pro") { References = "image_urls", MaxReferences = 4, EditApp = "fal-ai/flux-2-pro/edit" },
        new("fal-ai/flux-pro/kontext", AspectSizes.OneMegapixel) { References = "image_url" },
        new(
            "fal-ai/nano-banana",
            AspectSizes.OneMegapixel.Only("1:1", "21:9", "16:9", "3:2", "4:3", "5:4", "4:5", "3:4", "2:3", "9:16"))
        {
            Seed = false,
            References = "image_urls",
            MaxReferences = 3,
            EditApp = "fal-ai/nano-banana/edit",
        },
        new("fal-ai/stable-diffusion-v35-large") { NegativePrompt = true },
        new("fal-ai/fast-sdxl") { NegativePrompt = true },
    ];

    /// <summary>Returns the input of an app. An unknown app gets the fields that most have.</summary>
    public static FalInput InputOf(string app) =>
        Known.FirstOrDefault(known => known.Name == app) ?? new FalInput(app) { Formats = [] };

    /// <param name="model">The app, or null for the default.</param>
    /// <param name="preferred">The operator's default, or null.</param>
    public static ProviderCapabilities For(string? model, string? preferred)
    {
        var first = preferred ?? DefaultModel;
        var input = InputOf(model ?? first);
        return input.Capabilities([first, .. Known.Select(known => known.Name).Where(app => app != first)], Pixels, MaxReferenceLength);
    }
}
