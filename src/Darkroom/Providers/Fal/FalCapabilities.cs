using System.Collections.Immutable;

namespace Darkroom.Providers.Fal;

/// <summary>What an app's own input takes: every app on fal has its own fields.</summary>
/// <param name="App">Such as <c>fal-ai/flux/dev</c>.</param>
/// <param name="Aspects">The aspect ratios it takes; null where it takes width and height.</param>
internal sealed record FalInput(string App, AspectSizes? Aspects = null)
{
    public ImmutableArray<string> Formats { get; init; } = ["jpeg", "png"];

    public bool Seed { get; init; } = true;

    public bool NegativePrompt { get; init; }

    /// <summary>The field for pictures to work from; null where it has none.</summary>
    public string? References { get; init; }

    /// <summary>How many of them: one is a text, more are a list.</summary>
    public int MaxReferences { get; init; } = 1;

    /// <summary>Where a request with pictures goes, if that is another app.</summary>
    public string? EditApp { get; init; }
}

/// <summary>What can be asked of fal's apps.</summary>
internal static class FalCapabilities
{
    public const string DefaultModel = "fal-ai/flux/schnell";

    // Pictures to work from travel as data URLs inside the request.
    private const long LongestReference = 6 * 1024 * 1024;

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

    /// <summary>What an app takes. One not known is asked with the fields that most have.</summary>
    public static FalInput InputOf(string app) =>
        Known.FirstOrDefault(known => known.App == app) ?? new FalInput(app) { Formats = [] };

    /// <param name="model">The app, or null for the default.</param>
    /// <param name="preferred">The operator's default, or null.</param>
    public static ProviderCapabilities Of(string? model, string? preferred)
    {
        var first = preferred ?? DefaultModel;
        var input = InputOf(model ?? first);
        return new ProviderCapabilities
        {
            Sizes = input.Aspects?.Rule ?? Pixels,
            Formats = input.Formats,
            Models = [first, .. Known.Select(known => known.App).Where(app => app != first)],
            OtherModels = true,
            Steps = true,
            Seed = input.Seed,
            NegativePrompt = input.NegativePrompt,
            Edits = input.References is null
                ? null
                : new EditRule(input.MaxReferences, Mask: false) { MaxBytes = LongestReference },
        };
    }
}
